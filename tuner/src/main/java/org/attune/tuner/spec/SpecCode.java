package org.attune.tuner.spec;

/** The closed list of what can be wrong with a spec. */
public enum SpecCode {
    /** Not YAML or JSON. */
    SYNTAX(
            "The text is neither YAML 1.2 nor JSON.",
            "Mend the place; often it is a tab, a missing space after a colon, or an unclosed bracket or quote."),
    /** Too much text. */
    TOO_LARGE("The text has more than 256 KiB.", "Move long lists out of the spec."),
    /** Too many levels. */
    TOO_DEEP("The text nests deeper than 64 levels.", "Flatten it."),
    /** Too many of something, or too long. */
    LIMIT(
            "There are more of these than a spec may have, or a text is too long.",
            "Stay below the limit that the message names."),
    /** YAML beyond what specs use. */
    YAML_FEATURE(
            "Anchors, aliases, merge keys, tags and several documents are not read.",
            "Write the value out in each place."),
    /** A key twice. */
    DUPLICATE_KEY("A mapping has the same key twice.", "Keep one of them."),
    /** A key that nobody knows. */
    UNKNOWN_KEY("There is no such key here.", "Use the nearest name, or see which keys belong here."),
    /** A key that must be there. */
    MISSING_KEY("A key that is needed here is missing.", "Add it."),
    /** Another type. */
    WRONG_TYPE(
            "The value has another type than is needed.",
            "Write the type that the message names; quote text that looks like a number."),
    /** None of the choices. */
    UNKNOWN_VALUE("The value is none of those that are allowed.", "Use one of the values that the message lists."),
    /** Below or above. */
    OUT_OF_RANGE("A number is smaller or larger than allowed.", "Stay within the bounds that the message names."),
    /** Not finite. */
    NOT_FINITE("Infinity and NaN are no bounds.", "Write a finite number."),
    /** min not below max. */
    RANGE_EMPTY("The smaller bound is not below the larger one.", "Swap them, or write a constant."),
    /** A log scale from zero or below. */
    LOG_RANGE("A logarithmic scale needs a range above 0.", "Raise min above 0, or use scale: linear."),
    /** A step that does not divide the range. */
    STEP_MISFIT("The range is not a whole number of steps.", "Use a step that leads from min to max exactly."),
    /** A default that the parameter cannot take. */
    DEFAULT_OUTSIDE("The default is not a value of the parameter.", "Choose one of its values."),
    /** A name of other characters. */
    BAD_NAME(
            "A name has characters that it may not have, or is too long.",
            "Use the characters that the message names."),
    /** The same name or value twice. */
    DUPLICATE("The same name or value is there twice.", "Keep one of them."),
    /** HP_ names fall together. */
    ENV_COLLISION(
            "Two parameters would have the same HP_ variable.",
            "Rename one of them; case, dots and dashes make no difference there."),
    /** A variable that Attune sets. */
    RESERVED_NAME("Attune sets this variable or value itself.", "Choose another name."),
    /** A name that nothing has. */
    UNKNOWN_NAME("Nothing has this name.", "Use the nearest name, or define it."),
    /** A condition on itself. */
    CONDITION_CYCLE("A parameter depends on itself through its conditions.", "Break the circle."),
    /** A condition that never holds. */
    NEVER_ACTIVE("The condition can never hold.", "Use values that the parent can take."),
    /** Probabilities. */
    PROBABILITIES(
            "Probabilities do not belong to the values, or do not add up to 1.",
            "Give one for each value, together 1."),
    /** Not an expression. */
    EXPRESSION("The expression cannot be read.", "See the grammar of expressions."),
    /** Types in an expression. */
    EXPRESSION_TYPE(
            "The parts of the expression do not fit together.",
            "Compare numbers with numbers and text with text; a constraint is true or false."),
    /** A broken template. */
    TEMPLATE("The template cannot be read.", "Write ${name}; a dollar sign is $$."),
    /** Not a regular expression. */
    PATTERN(
            "The pattern is not a regular expression, or has no group for the value.",
            "Name a group value: (?<value>[-+0-9.e]+)."),
    /** Not a label selector. */
    SELECTOR(
            "The label selector cannot be read.",
            "Write key = value, !=, <, >, in (a, b), notin (a, b) or exists key."),
    /** Two keys that exclude one another. */
    CONFLICT("Two settings contradict one another.", "Keep one of them."),
    /** Nothing would run. */
    NO_END("Nothing ends the study.", "Set maxTrials or a stopWhen."),
    /** A path of --set that leads nowhere. */
    BAD_PATH("The path of an override leads nowhere.", "Use the nearest path."),
    /** 012. */
    LEADING_ZERO(
            "A number with a leading zero is read as decimal here, as octal by older YAML readers.",
            "Drop the zero, or quote it if it is text."),
    /** Valid, but this build cannot run it yet. */
    NOT_AVAILABLE(
            "The spec is valid, but this build of Attune cannot run it yet.", "Leave it out, or use a newer build."),
    /** No node could ever take it. */
    UNPLACEABLE("No node of the cluster could ever run a worker of this study.", "Ask for less, or add a node.");

    private final String cause;
    private final String fix;

    SpecCode(String cause, String fix) {
        this.cause = cause;
        this.fix = fix;
    }

    /** What it means, one sentence. */
    public String cause() {
        return cause;
    }

    /** What to do, one sentence. */
    public String fix() {
        return fix;
    }
}
