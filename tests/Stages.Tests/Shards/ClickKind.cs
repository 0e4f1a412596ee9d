namespace StreamReco.Stages.Tests.Shards;

/// <summary>What a made-up record is: most are events, some are what a stream should not but does carry.</summary>
public enum ClickKind
{
    View,
    ViewAgain,
    Cart,
    Purchase,
    Search,
    Home,

    /// <summary>The bytes of an earlier record once more.</summary>
    Repeat,

    /// <summary>A view a few seconds behind the newest one.</summary>
    Disordered,

    /// <summary>A view of two minutes ago.</summary>
    Late,

    /// <summary>A view of tomorrow.</summary>
    Future,

    Malformed,
    Tick,
    ModelChange,

    /// <summary>A version of an experiment, right or wrong, or the end of one.</summary>
    Experiment,

    /// <summary>A list of recommendations was seen.</summary>
    Shown,

    /// <summary>A click that names the recommendations that it came from.</summary>
    Named,

    /// <summary>The user is forgotten.</summary>
    Erasure,

    /// <summary>Other quality rules, none, or some that cannot be read.</summary>
    QualityRules,

    /// <summary>Other segments of users, of this model or of another, or some that cannot be read.</summary>
    Segments,
}
