"""The calculator, by arithmetic that stands beside it."""

import json
from fractions import Fraction

import pytest

from isoledger.cli.app import main
from isoledger.cli.calculator import calculated
from isoledger.cli.errors import OptionError
from isoledger.core.bounds import LiquidationRange
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice
from isoledger.core.errors import IsoledgerError

LONG = {
    "side": "long",
    "size": "0.5",
    "entry": "60000",
    "leverage": "10",
    "maintenance-rate": "0.004",
    "tick": "0.1",
}


def test_a_long_by_its_leverage():
    # 3000 + 0.5 p - 30000 = 0.004 * 0.5 p at 27000 / 0.498 = 54216.867...
    found = calculated(LONG).found
    assert isinstance(found, LiquidationPrice)
    assert found.tick == pytest.approx(54216.8)
    assert found.exact == 27000 / (1 - found.certificate.inputs[3].value) * 2


def test_an_inverse_short_by_its_margin():
    # 1000 contracts short at 50,000, 0.01 coins behind it: 0.01 + w - 0.02 = 0.005 w
    told = {"side": "SHORT", "size": "1000", "entry": "50000", "margin": "0.01"}
    found = calculated(
        {**told, "payoff": "inverse", "maintenance-rate": "0.005", "tick": "0.5"}
    ).found
    assert isinstance(found, LiquidationPrice)
    assert found.tick == 99500


def test_without_a_maintenance_rate_the_answer_is_an_interval():
    told = {name: text for name, text in LONG.items() if name != "maintenance-rate"}
    asked = calculated(told)
    assert isinstance(asked.found, LiquidationRange)
    assert (asked.found.low.exact, asked.found.high.tick) == (54000, 60000)
    assert asked.found.low.tick == Fraction("53999.9"), "with nothing required, nought is enough"
    with pytest.raises(IsoledgerError, match="neither its margin tiers nor a leverage"):
        calculated({"side": "long", "size": "1", "entry": "1", "margin": "1"})


def test_what_cannot_be_liquidated_has_a_reason():
    found = calculated({**LONG, "margin": "30000", "leverage": "1"}).found
    assert isinstance(found, NoLiquidationPrice)


def test_more_margin_moves_the_price_away_and_more_of_both_leaves_it():
    changes = dict(calculated(LONG).changes)
    prices = [changes[f"{n} % more margin"].tick for n in (10, 25, 50, 100)]
    assert prices == sorted(prices, reverse=True)
    same = changes["100 % more size and margin"]
    assert same.tick == calculated(LONG).found.tick
    tiny = calculated({**LONG, "size": "1"})
    assert "10 % more size and margin" not in dict(tiny.changes), "no tenth of one unit"
    for side in ("long", "short"):  # a quarter of 6 lots is 1, and a tenth is none, on both sides
        few = dict(calculated({**LONG, "side": side, "size": "6"}).changes)
        assert ("10 % more size and margin" in few) is False


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"side": "up"}, "--side 'up': expected long or short"),
        ({"size": "x"}, "--size 'x'"),
        ({"size": "0"}, "it is above zero"),
        ({"entry": "1e99"}, "--entry '1e99'"),
        ({"colour": "red"}, "there is no such option"),
    ],
)
def test_what_means_nothing_is_refused(change, says):
    with pytest.raises(OptionError, match=says):
        calculated({**LONG, **change})


@pytest.mark.parametrize("name", ["side", "size", "entry", "leverage"])
def test_what_is_needed_is_asked_for(name):
    told = {key: text for key, text in LONG.items() if key != name}
    with pytest.raises(OptionError, match="needed"):
        calculated(told)


def words(told):
    return [word for name, text in told.items() for word in (f"--{name}", text)]


def test_on_a_screen(capsys):
    assert main(["liquidation", *words(LONG), "--mark", "61000"]) == 0
    told = capsys.readouterr().out
    assert "liquidated at 54216.8" in told
    assert "bankrupt at 54000" in told
    assert "removable at the mark: 450" in told
    assert "100 % more margin" in told


def test_a_price_that_is_not_there_and_one_that_is_not_known_on_a_screen(capsys):
    assert main(["liquidation", *words({**LONG, "margin": "31000"})]) == 0
    assert "no liquidation price: the collateral covers" in capsys.readouterr().out
    told = {name: text for name, text in LONG.items() if name != "maintenance-rate"}
    assert main(["liquidation", *words(told), "--mark", "61000"]) == 0
    assert "liquidated between 53999.9 and 60000" in capsys.readouterr().out


def test_as_json_from_a_file(tmp_path, capsys):
    path = tmp_path / "position.json"
    path.write_text(json.dumps({**LONG, "mark": 61000, "leverage": 5}))
    assert main(["liquidation", str(path), "--leverage", "10", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["liquidation"]["price"] == "54216.8"
    assert told["bankruptcy_price"] == "54000"
    assert told["at_mark"]["equity"] == "3500"
    names = [one["name"] for one in told["liquidation"]["certificate"]["inputs"]]
    assert "maintenance rate" in names
    assert told["what_if"][0]["change"] == "10 % more margin"


def test_an_interval_as_json(capsys):
    told = {name: text for name, text in LONG.items() if name != "maintenance-rate"}
    assert main(["liquidation", *words(told), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["liquidation"]["low"], said["liquidation"]["high"]) == ("53999.9", "60000")


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "no JSON"), ("[]", "no JSON object"), ('{"size": []}', "neither text nor number")],
)
def test_a_file_that_is_no_position_is_refused(tmp_path, capsys, text, says):
    path = tmp_path / "position.json"
    path.write_text(text)
    assert main(["liquidation", str(path)]) == 2
    assert says in capsys.readouterr().err
