namespace StreamReco.Stages.Records;

/// <summary>One reason why a record was rejected.</summary>
/// <param name="Type">The class of the failure.</param>
/// <param name="Field">The field at fault, or null when it is the whole record.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Failure(FailureType Type, string? Field, string Message)
{
    public const int TypeCount = 6;

    /// <summary>The wire name of a failure type, for instance <c>malformed</c>.</summary>
    public static string NameOf(FailureType type) => type switch
    {
        FailureType.Malformed => "malformed",
        FailureType.Invalid => "invalid",
        FailureType.Oversized => "oversized",
        FailureType.Future => "future",
        FailureType.Ancient => "ancient",
        FailureType.Late => "late",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a failure type."),
    };
}
