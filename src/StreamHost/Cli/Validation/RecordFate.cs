namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>What becomes of a record.</summary>
internal enum RecordFate
{
    Accepted,

    /// <summary>Its event id stands among the last ones of its user: counted, not applied again.</summary>
    Duplicate,

    Rejected,

    /// <summary>A known event that is no click: counted, not rejected.</summary>
    PassedOver,

    /// <summary>A control record of the pipeline's own: a punctuation, an erasure or a change of model.</summary>
    Control,
}
