import re

import pytest
from beancount.core.account import is_valid
from beancount.core.amount import CURRENCY_RE
from hypothesis import given, strategies as st

from isoledger.core.books import DEBT, FEES, WALLET, Book, margin_book, pool_book, reserve_book
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.reports.chart import Chart, commodity, component
from tests.reports.kit import beancount_read

books = st.one_of(
    st.text().map(Book),
    st.text().map(pool_book),
    st.builds(PositionId, st.text(), st.sampled_from(["net", "long"])).map(margin_book),
)


@given(st.text(), st.text(), st.lists(books, unique=True))
def test_every_book_has_a_legal_account_of_its_own(venue, account, books):
    chart = Chart(venue, account)
    names = [chart.account(book) for book in books]
    assert all(is_valid(name) and name.isascii() for name in [*names, chart.root])
    assert len(set(names)) == len(books)
    assert [chart.account(book) for book in books] == names


@given(st.lists(st.builds(Asset, st.text(), st.integers(0, 18)), unique=True))
def test_every_asset_has_a_legal_commodity_of_its_own(assets):
    chart = Chart("v", "a")
    names = [chart.commodity(asset) for asset in assets]
    assert all(re.fullmatch(CURRENCY_RE, name) for name in names)
    assert not {"TRUE", "FALSE", "NULL"} & set(names)
    assert len(set(names)) == len(assets)
    assert chart.commodities == tuple(zip(assets, names, strict=True))


@pytest.mark.parametrize("code", ["TRUE", "False", "NULL", "1INCH", "s", "$$", "A" * 40])
def test_a_code_that_beancount_reads_otherwise_is_changed(code):
    name = Chart("v", "a").commodity(Asset(code, 2))
    text = f"2026-01-01 open Assets:A\n2026-01-02 balance Assets:A  0.00 {name}\n"
    assert beancount_read(text)[1] == []


def test_spellings_that_meet_are_told_apart_by_a_number():
    chart = Chart("bitmex", "main")
    assert chart.commodity(Asset("USDt", 6)) == "USDT"
    assert chart.commodity(Asset("USDT", 8)) == "USDT-2"
    assert chart.commodity(Asset("USDT-2", 8)) == "USDT-2-2"


def test_the_names_a_person_expects():
    chart = Chart("bitmex", "main")
    own = "Assets:Bitmex:Main"
    position = PositionId("XBTUSD", "long")
    names = [WALLET, DEBT, FEES, pool_book("cross"), margin_book(position), reserve_book(position)]
    assert [chart.account(book) for book in names] == [
        f"{own}:Wallet",
        f"{own}:Debt",
        "Expenses:Bitmex:Main:Fees",
        f"{own}:Pool:Cross",
        f"{own}:Isolated:XBTUSD-long",
        f"{own}:Isolated:XBTUSD-long-reserve",
    ]


def test_no_account_of_the_own_books_lies_above_another():
    chart = Chart("v", "a")
    position = PositionId("A")
    names = {chart.account(b) for b in (margin_book(position), reserve_book(position), WALLET)}
    assert not [(a, b) for a in names for b in names if b.startswith(f"{a}:")]


def test_a_text_without_a_letter_still_has_a_name():
    assert component("") == component("…") == "X"
    assert commodity("") == "X"
    assert commodity("s") == "X-S"
