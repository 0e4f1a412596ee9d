using StreamReco.Models.Decoding;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>A line that would not be applied.</summary>
/// <param name="Line">Its 1-based number.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Failure">Why it is rejected; null for a duplicate.</param>
internal sealed record JudgedLine(long Line, RecordFate Fate, ValidationFailure? Failure)
{
    /// <summary>In words for people.</summary>
    public string Words => Failure is null
        ? "duplicate: an event of this id and user was accepted before"
        : $"{ValidationFailure.NameOf(Failure.Type)}{(Failure.Field is { } name ? $" {name}" : "")}: {Failure.Message}";
}
