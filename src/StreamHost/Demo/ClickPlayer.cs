using System.Collections.Concurrent;
using System.Text;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// Plays records into the clicks topic at a chosen rate. Follows the pipeline: never more than a window of records is
/// uncommitted or unanswered, because the embedded broker drops the oldest silently beyond 5 MiB or 100,000 messages a
/// partition. A window of 2,000 records is below 1 MiB of clicks and 4 MiB of answers even in one partition.
/// </summary>
/// <param name="writer">Writes to the broker.</param>
/// <param name="topic">The clicks topic.</param>
/// <param name="time">The clock.</param>
/// <param name="planted">Takes in where planted records stand; null where nothing is planted.</param>
internal sealed class ClickPlayer(RecordWriter writer, string topic, TimeProvider time, PlantPlaces? planted = null)
{
    private const int WindowRecords = 2_000;

    private readonly ConcurrentDictionary<(int Partition, long Offset), long> _sentAt = new();
    private long _produced;

    /// <summary>Records handed to the broker.</summary>
    public long Produced => Interlocked.Read(ref _produced);

    /// <summary>Plays all records.</summary>
    /// <param name="records">What to play.</param>
    /// <param name="rate">Records per second; 0 as fast as the window allows.</param>
    /// <param name="standing">Tells the records read and committed, the answers due and the answers seen.</param>
    /// <param name="cancel">Stops between records.</param>
    public async Task PlayAsync(
        IEnumerable<DemoRecord> records, double rate, Func<PipelineStatus> standing, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var now = standing();
        foreach (var record in records)
        {
            while (Produced - now.Read >= WindowRecords || now.Answered - now.AnswersSeen >= WindowRecords)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancel);
                now = standing();
            }

            if (rate > 0 && TimeSpan.FromSeconds(Produced / rate) - time.GetElapsedTime(started) is { TotalMilliseconds: >= 1 } ahead)
            {
                await Task.Delay(ahead, time, cancel);
            }

            Write(record, cancel);
        }
    }

    /// <summary>When the record at a place was handed to the broker, and forgets it; null when unknown.</summary>
    public long? TakeSentAt(int partition, long offset) =>
        _sentAt.TryRemove((partition, offset), out var at) ? at : null;

    private void Write(in DemoRecord record, CancellationToken cancel)
    {
        var (sentAt, plant) = (time.GetTimestamp(), record.Plant);
        writer.Write(
            topic,
            Encoding.UTF8.GetBytes(record.Key),
            record.Payload,
            record.TimestampMs,
            record.Source,
            (partition, offset) => Remember(partition, offset, sentAt, plant),
            cancel);
        Interlocked.Increment(ref _produced);
    }

    private void Remember(int partition, long offset, long sentAt, Plant plant)
    {
        _sentAt[(partition, offset)] = sentAt;
        if (plant != Plant.None)
        {
            planted?.Add(plant, partition, offset);
        }

        if (offset >= WindowRecords * 4)
        {
            // Rejected records and duplicates get no answer: what lies far behind will not be asked for.
            _sentAt.TryRemove((partition, offset - (WindowRecords * 4)), out _);
        }
    }
}

/// <summary>Where the pipeline stands, for the player.</summary>
/// <param name="Read">Records read and committed.</param>
/// <param name="Answered">Answers committed.</param>
/// <param name="AnswersSeen">Answers that the viewer has seen.</param>
internal readonly record struct PipelineStatus(long Read, long Answered, long AnswersSeen);
