using StreamReco.Models.Decoding;

namespace StreamReco.Stages.Verdicts;

/// <summary>Between verdicts and what they stand for.</summary>
public static class VerdictKinds
{
    /// <summary>The verdict of a rejected record.</summary>
    public static Verdict Of(FailureType type) => type switch
    {
        FailureType.Malformed => Verdict.Malformed,
        FailureType.Invalid => Verdict.Invalid,
        FailureType.Oversized => Verdict.Oversized,
        FailureType.Future => Verdict.Future,
        FailureType.Ancient => Verdict.Ancient,
        FailureType.Late => Verdict.Late,
        FailureType.Rule => Verdict.Rule,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a failure type."),
    };

    /// <summary>Why a record was rejected; null if the verdict is not a rejection.</summary>
    public static FailureType? FailureOf(Verdict verdict) => verdict switch
    {
        Verdict.Malformed => FailureType.Malformed,
        Verdict.Invalid => FailureType.Invalid,
        Verdict.Oversized => FailureType.Oversized,
        Verdict.Future => FailureType.Future,
        Verdict.Ancient => FailureType.Ancient,
        Verdict.Late => FailureType.Late,
        Verdict.Rule => FailureType.Rule,
        _ => null,
    };

    /// <summary>Whether a letter stands for a verdict.</summary>
    public static bool IsKnown(char letter) =>
        (Verdict)letter is Verdict.Gap or Verdict.Applied or Verdict.Duplicate or Verdict.PassedOver or Verdict.Erased
            or Verdict.Control or Verdict.Quarantined or Verdict.Flagged or Verdict.Untrained or Verdict.Withheld or Verdict.Withdrawn
            or Verdict.Forwarded
        || FailureOf((Verdict)letter) is not null;
}
