namespace StreamReco.Stages.Records;

/// <summary>The kinds of <see cref="LogRecord"/>. All but the first are control records, each known by its header.</summary>
public enum LogRecordKind
{
    /// <summary>What the shop wrote: an event, or something that is none.</summary>
    Click,

    /// <summary>
    /// Time has passed although no click came. The owner of a partition writes one when clicks wait for the throttle and the
    /// partition is idle. Because it is recorded in the log, every replay answers the same clicks at the same place.
    /// </summary>
    Punctuation,

    /// <summary>
    /// The user that its key names is erased. One stands in every partition, because only the log knows where the user's
    /// clicks went. Every fold of the log erases the user at the same place.
    /// </summary>
    Erasure,

    /// <summary>From this record on another model answers.</summary>
    ModelChange,

    /// <summary>From this record on another version of an experiment holds, or the experiment is forgotten.</summary>
    Experiment,

    /// <summary>From this record on other quality rules judge; its value has them.</summary>
    QualityRules,

    /// <summary>From this record on a consent policy holds; its value has it.</summary>
    Consent,

    /// <summary>From this record on users belong to other segments; its value has them.</summary>
    Segments,

    /// <summary>From this record on users are taken for programs by this policy; its value has it.</summary>
    BotPolicy,

    /// <summary>From this record on one user is a person or a program because an operator said so; its value says who.</summary>
    BotDecision,

    /// <summary>From this record on events link ids of a person by this policy; its value has it.</summary>
    IdentityPolicy,

    /// <summary>The link of an anonymous id changes, whose state is in this partition; its value says how.</summary>
    Link,

    /// <summary>What became of the link of an anonymous id to a user whose state is in this partition; its value has the history.</summary>
    Merge,

    /// <summary>A click under an anonymous id that another partition forwarded here: it is that of the user whom its header names.</summary>
    Forwarded,
}
