using StreamReco.Models.Decoding;

namespace StreamReco.Stages.Verdicts;

/// <summary>
/// What became of one offset of the clicks topic, as the letter that stands for it in a verdict record. The letters are
/// stored and never reused.
/// </summary>
public enum Verdict : byte
{
    /// <summary>No record stands at the offset: a transaction marker, or what compaction removed.</summary>
    Gap = (byte)'G',

    /// <summary>The click counts.</summary>
    Applied = (byte)'A',

    /// <summary>The event's id was seen before.</summary>
    Duplicate = (byte)'D',

    /// <summary>A known event that is no click.</summary>
    PassedOver = (byte)'P',

    /// <summary>A click of a user that is erased: skipped.</summary>
    Erased = (byte)'E',

    /// <summary>A record of the pipeline's own: punctuation, erasure, change of model or of quality rules.</summary>
    Control = (byte)'C',

    /// <summary>Held back as the click of a program; the record is in the rejected topic.</summary>
    Quarantined = (byte)'Q',

    /// <summary>Rejected as <see cref="FailureType.Malformed"/>.</summary>
    Malformed = (byte)'M',

    /// <summary>Rejected as <see cref="FailureType.Invalid"/>.</summary>
    Invalid = (byte)'I',

    /// <summary>Rejected as <see cref="FailureType.Oversized"/>.</summary>
    Oversized = (byte)'O',

    /// <summary>Rejected as <see cref="FailureType.Future"/>.</summary>
    Future = (byte)'F',

    /// <summary>Rejected as <see cref="FailureType.Ancient"/>.</summary>
    Ancient = (byte)'N',

    /// <summary>Rejected as <see cref="FailureType.Late"/>.</summary>
    Late = (byte)'L',

    /// <summary>Rejected as <see cref="FailureType.Rule"/>.</summary>
    Rule = (byte)'R',

    /// <summary>The click counts, and breaks a quality rule that flags it.</summary>
    Flagged = (byte)'W',

    /// <summary>The click counts, and its user has not agreed to training: no model learns from it.</summary>
    Untrained = (byte)'T',

    /// <summary>Of a user who has not agreed to personalisation: nothing of it is kept.</summary>
    Withheld = (byte)'S',

    /// <summary>Its user has taken the consent to personalisation back: nothing of it is kept, and the user is forgotten here.</summary>
    Withdrawn = (byte)'U',

    /// <summary>A click under an anonymous id that is linked: forwarded to the user's partition, where it counts.</summary>
    Forwarded = (byte)'V',
}
