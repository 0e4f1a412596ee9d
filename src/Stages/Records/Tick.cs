namespace StreamReco.Stages.Records;

/// <summary>
/// A control record in the clicks topic, told by its header: time has passed although no click came. The owner of a
/// partition writes one when clicks wait for the throttle and the partition is idle. Because it stands in the log,
/// every replay answers the same clicks at the same place.
/// </summary>
public static class Tick
{
    /// <summary>The header that makes a record a tick.</summary>
    public const string Header = "streamreco-tick";

    public static bool IsTick(in RawRecord record) => record.HasHeader(Header);
}
