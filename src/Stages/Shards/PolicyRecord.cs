using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>A policy that comes with the log and holds from its record on.</summary>
internal static class PolicyRecord
{
    /// <summary>Reads the policy of a control record and takes it.</summary>
    /// <param name="state">Counts the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="read">Reads the policy; throws a <see cref="FormatException"/> if it cannot be used.</param>
    /// <param name="take">Takes the policy from an offset on.</param>
    /// <returns>Why the policy is refused, so that the one before goes on; null if it holds.</returns>
    public static string? Take<T>(ShardState state, in LogRecord record, Func<ReadOnlyMemory<byte>, T> read, Action<T, long> take)
    {
        state.Counters.CountControlRecord();
        try
        {
            take(read(record.Value), record.Offset);
            return null;
        }
        catch (FormatException e)
        {
            return $"the policy at offset {record.Offset} cannot be used: {e.Message}";
        }
    }
}
