using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// Notices what others do to a group: consumers that are members of it, and tools that move its offsets. Both are reported;
/// a moved offset is committed again by the partition's owner.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="owned">The partitions of this node whose offsets are kept, as of now.</param>
/// <param name="time">Spaces the looks.</param>
/// <param name="logger">Where findings are logged, each once.</param>
internal sealed partial class GroupWatch(GroupClient group, Func<IEnumerable<(ShardId Shard, KeptOffset Kept)>> owned, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(10);

    /// <summary>What the owner had committed when another offset was seen; a commit on its way is no finding.</summary>
    private readonly Dictionary<TopicPartition, long> _suspects = [];
    private string _members = "";
    private volatile string[] _notes = [];

    /// <summary>What is wrong as of the last look, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Looks until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var looks = new PeriodicTimer(_lookEvery, time);
        try
        {
            while (await looks.WaitForNextTickAsync(stop))
            {
                await CheckAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task CheckAsync()
    {
        var notes = new List<string>();
        try
        {
            await Task.Run(() =>
            {
                LookAtMembers(notes);
                LookAtOffsets(notes);
            });
            _notes = [.. notes];
        }
        catch (KafkaException)
        {
            // The brokers are away, which the partitions report, or do not permit the question.
        }
    }

    private void LookAtMembers(List<string> notes)
    {
        var members = string.Join(", ", group.ReadMembers());
        if (members.Length > 0)
        {
            notes.Add($"Group '{group.Name}' (Kafka:Group) has members that are no nodes: {members}.");
            if (members != _members)
            {
                LogMembers(logger, group.Name, members);
            }
        }

        _members = members;
    }

    private void LookAtOffsets(List<string> notes)
    {
        var mine = owned().ToDictionary(one => new TopicPartition(one.Shard.Topic, one.Shard.Partition), one => one.Kept);
        var before = mine.ToDictionary(one => one.Key, one => one.Value.Offset);
        IReadOnlyDictionary<TopicPartition, long?> found = mine.Count == 0
            ? new Dictionary<TopicPartition, long?>() : group.Committed([.. mine.Keys]);
        foreach (var partition in _suspects.Keys.Except(mine.Keys).ToArray())
        {
            _suspects.Remove(partition);
        }

        foreach (var (partition, kept) in mine)
        {
            var offset = before[partition];
            if (found[partition] == offset || kept.Offset != offset)
            {
                _suspects.Remove(partition);
            }
            else if (!_suspects.TryGetValue(partition, out var suspect) || suspect != offset)
            {
                _suspects[partition] = offset;
            }
            else
            {
                var seen = found[partition]?.ToString() ?? "gone";
                notes.Add($"The offset of {partition} under group '{group.Name}' was {seen} instead of {offset}; it is committed again.");
                LogMoved(logger, partition, group.Name, seen, offset);
                _suspects.Remove(partition);
                kept.MarkMoved();
            }
        }
    }

    [LoggerMessage(100, LogLevel.Warning,
        "the offset of {Partition} under group {Group} is {Seen}, its owner committed {Offset}: somebody else changed it, and it is committed again")]
    private static partial void LogMoved(ILogger logger, TopicPartition partition, string group, string seen, long offset);

    [LoggerMessage(101, LogLevel.Warning,
        "group {Group} has members that are no nodes: {Members}: they commit offsets of the same name; give them a group of their own")]
    private static partial void LogMembers(ILogger logger, string group, string members);
}
