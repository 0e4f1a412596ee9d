using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Hosting;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// One assigned partition on its way into its shard: collects records to micro-batches and knows whether the shard's
/// inbox has room. Belongs to the consumer's thread.
/// </summary>
internal sealed class PartitionFeed(TopicPartition partition, int batchRecordsMax)
{
    private List<RawRecord> _buffer = [];
    private Task<bool>? _offered;
    private long _postedOffset = -1;
    private volatile bool _tickOnItsWay;

    public TopicPartition Partition { get; } = partition;

    public FeedPhase Phase { get; private set; } = FeedPhase.Assigned;

    public Task<OpenShard>? Opening { get; private set; }

    public OpenShard? Shard { get; private set; }

    /// <summary>Ends the shard without a commit.</summary>
    public CancellationTokenSource Abandon { get; private set; } = new();

    /// <summary>The offset behind the last record that was taken in.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Whether the consumer has been told to pause the partition.</summary>
    public bool Paused
    {
        get;
        set
        {
            field = value;
            Shard?.Paused = value;
        }
    } = true;

    /// <summary>Failures since the last commit; sets the wait before the next try.</summary>
    public int Failures { get; private set; }

    /// <summary>When the next try is due (timestamp of the clock); with <see cref="FeedPhase.Backoff"/>.</summary>
    public long RetryAt { get; private set; }

    /// <summary>When the last record came (timestamp of the clock).</summary>
    public long LastRecordAt { get; set; }

    /// <summary>
    /// A tick has been written and not been read back yet. The one property that other threads may set: they know of its
    /// loss.
    /// </summary>
    public bool TickOnItsWay
    {
        get => _tickOnItsWay;
        set => _tickOnItsWay = value;
    }

    /// <summary>Records are waiting to be offered.</summary>
    public bool HasBuffered => _buffer.Count > 0 || NextOffset > _postedOffset;

    /// <summary>The inbox has taken everything that was offered.</summary>
    public bool HasRoom => _offered is null || _offered.IsCompleted;

    public void BeginOpening(Func<CancellationToken, Task<OpenShard>> open)
    {
        Move(FeedPhase.Opening, FeedPhase.Assigned, FeedPhase.Backoff);
        Abandon = new CancellationTokenSource();
        Opening = open(Abandon.Token);
    }

    public void GoLive(OpenShard shard)
    {
        Move(FeedPhase.Live, FeedPhase.Opening, FeedPhase.Opening);
        Shard = shard;
        Opening = null;
        _buffer = [];
        _offered = null;
        NextOffset = shard.StartOffset;
        _postedOffset = shard.StartOffset;
    }

    public void BackOff(long retryAt)
    {
        Move(FeedPhase.Backoff, FeedPhase.Opening, FeedPhase.Live);
        Failures++;
        RetryAt = retryAt;
        Shard = null;
        Opening = null;
    }

    public void Close()
    {
        Phase = FeedPhase.Closed;
        Shard = null;
    }

    public void MarkProgress() => Failures = 0;

    /// <summary>Takes a record in.</summary>
    /// <returns>Whether the buffer is full and should be offered.</returns>
    public bool Add(in RawRecord record)
    {
        if (record.Offset < NextOffset)
        {
            return false;
        }

        _buffer.Add(record);
        NextOffset = record.Offset + 1;
        return _buffer.Count >= batchRecordsMax;
    }

    /// <summary>The consumer stands at the partition's end: what lies before it without being a record is passed.</summary>
    public void ReachEnd(long endOffset) => NextOffset = Math.Max(NextOffset, endOffset);

    /// <summary>Offers what is buffered, if the inbox has taken what was offered before.</summary>
    public void Offer()
    {
        if (Phase != FeedPhase.Live || !HasBuffered || !HasRoom)
        {
            return;
        }

        _offered = Shard!.Graph.OfferAsync(new RecordBatch(_buffer, NextOffset));
        _buffer = new List<RawRecord>(batchRecordsMax);
        _postedOffset = NextOffset;
    }

    /// <summary>Waits a moment for room: cheaper than pausing, which throws away what the client has fetched ahead.</summary>
    public bool WaitForRoom(TimeSpan most) => _offered is null || _offered.Wait(most);

    /// <summary>Whether everything before an offset is committed here, and no click waits for the throttle.</summary>
    public bool HasCommitted(long endOffset) =>
        Phase == FeedPhase.Live && Shard!.Progress.Standing is { Waiting: 0 } standing && standing.NextOffset >= endOffset;

    /// <summary>Ends the shard in order: what it took in is committed, its state stored, its sink closed.</summary>
    public async Task DrainAsync()
    {
        if (Opening is not null)
        {
            await AbandonAsync();
        }
        else if (Shard is { } shard)
        {
            try
            {
                await shard.Graph.DrainAsync();
            }
            finally
            {
                await shard.Sink.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Ends the shard where it stands: nothing of it may be committed here any more, for another node may own it.
    /// </summary>
    public async Task AbandonAsync()
    {
        var (opening, shard) = (Opening, Shard);
        await Abandon.CancelAsync();
        Close();
        var ended = opening ?? shard?.Graph.Completion ?? Task.CompletedTask;
        await ended.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        shard ??= opening is { IsCompletedSuccessfully: true } ? await opening : null;
        if (shard is not null)
        {
            await shard.Sink.DisposeAsync();
        }
    }

    private void Move(FeedPhase to, FeedPhase fromA, FeedPhase fromB)
    {
        if (Phase != fromA && Phase != fromB)
        {
            throw new InvalidOperationException($"{Partition} cannot go from {Phase} to {to}.");
        }

        Phase = to;
    }
}
