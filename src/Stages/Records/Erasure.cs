namespace StreamReco.Stages.Records;

/// <summary>
/// A control record in the clicks topic, told by its header: the user that its key names is forgotten. One stands in
/// every partition, because only the log knows where the user's clicks went. Every fold of the log forgets the user at
/// the same place.
/// </summary>
public static class Erasure
{
    /// <summary>The header that makes a record an erasure.</summary>
    public const string Header = "streamreco-erase";

    public static bool IsErasure(in RawRecord record) => record.HasHeader(Header);

    /// <summary>Whether a record is the pipeline's own and no click: an erasure or a <see cref="Tick"/>.</summary>
    public static bool IsControl(in RawRecord record) => IsErasure(record) || Tick.IsTick(record);
}
