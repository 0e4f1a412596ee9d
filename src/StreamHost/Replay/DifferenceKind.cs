namespace StreamReco.StreamHost.Replay;

/// <summary>What is the first thing, in this order, in which a replayed answer differs from the live one.</summary>
internal enum DifferenceKind
{
    /// <summary>Another model or model version answered.</summary>
    Model,

    /// <summary>Other items, another order or other scores, by the same model: state or settings differ.</summary>
    Items,

    /// <summary>The same items and scores for other reasons: the catalog or what trends differs.</summary>
    Reasons,

    /// <summary>Another field, for instance the session.</summary>
    Other,
}
