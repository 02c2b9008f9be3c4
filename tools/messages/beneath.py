"""Messages that no literal of the source says as they are: of Typer and pydantic, and those put together of facts."""

FACTS = tuple(
    (message, "cli/options_from.py")
    for message in (
        "default {default}",
        "at least {bound}",
        "at most {bound}",
        "above {bound}",
        "below {bound}",
    )
)
BENEATH = (
    FACTS
    + tuple(
        (message, "typer")
        for message in (
            "Invalid value: {message}",
            "Invalid value for {parameter}: {message}",
            "Missing argument {parameter}.",
            "Missing option {parameter}.",
            "Missing command.",
            "No such option: {option}",
            "No such option: {option} Did you mean {other}?",
            "No such option: {option} (Possible options: {others})",
            "No such command {command}.",
            "No such command {command}. Did you mean {others}?",
            "Option {option} requires an argument.",
            "Option {option} does not take a value.",
            "Got unexpected extra argument ({words})",
            "Got unexpected extra arguments ({words})",
            "{value} is not a valid integer.",
            "{value} is not a valid int.",
            "{value} is not a valid float.",
            "{value} is not a valid boolean.",
            "{value} is not in the range {range}.",
            "{value} is not one of {choices}.",
            "File {file} does not exist.",
        )
    )
    + tuple(
        (message, "pydantic")
        for message in (
            "input should be a valid integer",
            "input should be a valid integer, unable to parse string as an integer",
            "input should be a valid integer, got a number with a fractional part",
            "input should be a valid number",
            "input should be a valid number, unable to parse string as a number",
            "input should be a finite number",
            "input should be a valid boolean",
            "input should be a valid boolean, unable to interpret input",
            "input should be a valid string",
            "input should be a valid tuple",
            "input should be a valid list",
            "input should be greater than {bound}",
            "input should be greater than or equal to {bound}",
            "input should be less than {bound}",
            "input should be less than or equal to {bound}",
            "input should be {choices}",
            "value error, {message}",
        )
    )
)
