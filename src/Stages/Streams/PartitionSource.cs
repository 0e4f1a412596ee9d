using Akka.Streams;
using Akka.Streams.Stage;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Streams;

/// <summary>
/// One partition as a source of micro-batches. A thread of its own reads only when the stages after it have asked: without
/// demand nothing is polled, and the reader's bounded queue stops the fetches. So backpressure reaches from the commit to
/// the broker, and nothing has to be paused.
/// </summary>
/// <param name="open">Opens the reader, on the reading thread.</param>
/// <param name="name">Names the reading thread.</param>
/// <param name="from">The offset that the reader begins at.</param>
/// <param name="recordsMax">Records of a micro-batch at most.</param>
/// <param name="time">The clock of <see cref="IPartitionControl.LastRecordAt"/>.</param>
public sealed class PartitionSource(Func<IPartitionReader> open, string name, long from, int recordsMax, TimeProvider time)
    : GraphStageWithMaterializedValue<SourceShape<RecordBatch>, IPartitionControl>
{
    /// <summary>How long one call of the reader waits: a drain is noticed this soon.</summary>
    private static readonly TimeSpan _readWait = TimeSpan.FromMilliseconds(50);

    private readonly Outlet<RecordBatch> _out = new("partition.out");

    public override SourceShape<RecordBatch> Shape => new(_out);

    public override ILogicAndMaterializedValue<IPartitionControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this);
        return new LogicAndMaterializedValue<IPartitionControl>(logic, logic);
    }

    /// <summary>
    /// Silence after which an empty micro-batch is handed on, and after as much again the next one, so that the stages see that time
    /// passes: a snapshot that is due waits for no further record. Zero for never.
    /// </summary>
    public TimeSpan QuietEvery { get; init; }

    private Func<IPartitionReader> Open { get; } = open;

    private string Name { get; } = name;

    private long From { get; } = from;

    private int RecordsMax { get; } = recordsMax;

    private TimeProvider Time { get; } = time;

    private sealed class Logic : GraphStageLogic, IPartitionControl
    {
        private readonly PartitionSource _stage;
        private readonly object _gate = new();
        private readonly Action<RecordBatch> _push;
        private readonly Action<Exception?> _end;
        private volatile bool _isDraining;
        private volatile bool _isStopped;
        private volatile bool _isAsked;
        private long _nextOffset;
        private long _lastRecordAt;

        /// <summary>When the last micro-batch was handed on; the reading thread's own.</summary>
        private long _lastHandedAt;

        public Logic(PartitionSource stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _nextOffset = stage.From;
            _lastRecordAt = _lastHandedAt = stage.Time.GetTimestamp();
            _push = GetAsyncCallback<RecordBatch>(batch => Push(stage._out, batch));
            _end = GetAsyncCallback<Exception?>(End);
            SetHandler(stage._out, onPull: OnPull, onDownstreamFinish: _ => CompleteStage());
        }

        public long NextOffset => Interlocked.Read(ref _nextOffset);

        public long LastRecordAt => Interlocked.Read(ref _lastRecordAt);

        public bool IsHeldBack => !_isAsked;

        public void Drain()
        {
            _isDraining = true;
            Wake();
        }

        public override void PreStart() =>
            new Thread(Run) { IsBackground = true, Name = _stage.Name }.Start();

        public override void PostStop()
        {
            _isStopped = true;
            Wake();
        }

        private void OnPull()
        {
            _isAsked = true;
            Wake();
        }

        private void Wake()
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }

        private void WaitForDemand()
        {
            lock (_gate)
            {
                while (!_isAsked && !_isStopped && !_isDraining)
                {
                    Monitor.Wait(_gate);
                }
            }
        }

        private void End(Exception? failure)
        {
            if (failure is null)
            {
                CompleteStage();
            }
            else
            {
                FailStage(failure);
            }
        }

        private void Run()
        {
            try
            {
                using var reader = _stage.Open();
                ReadOnDemand(reader);
                _end(null);
            }
            catch (Exception e)
            {
                _end(e); // The whole stream fails, and its owner opens the partition anew.
            }
        }

        private void ReadOnDemand(IPartitionReader reader)
        {
            for (WaitForDemand(); !_isStopped && !_isDraining && !reader.IsAtEnd; WaitForDemand())
            {
                if (reader.Read(_stage.RecordsMax, _readWait) is { } batch)
                {
                    Hand(batch);
                }
                else if (_stage.QuietEvery > TimeSpan.Zero && _stage.Time.GetElapsedTime(_lastHandedAt) >= _stage.QuietEvery)
                {
                    Hand(new RecordBatch([], _nextOffset));
                }
            }
        }

        private void Hand(RecordBatch batch)
        {
            _isAsked = false;
            _lastHandedAt = _stage.Time.GetTimestamp();
            Interlocked.Exchange(ref _nextOffset, batch.NextOffset);
            if (batch.Records.Count > 0)
            {
                Interlocked.Exchange(ref _lastRecordAt, _stage.Time.GetTimestamp());
            }

            _push(batch with { ReadAtMs = _stage.Time.GetUtcNow().ToUnixTimeMilliseconds() });
        }
    }
}

/// <summary>A running <see cref="PartitionSource"/>. Safe from any thread.</summary>
public interface IPartitionControl
{
    /// <summary>The offset after the last micro-batch that was read; before the first, where reading begins.</summary>
    long NextOffset { get; }

    /// <summary>When the last record was read (timestamp of the clock); before the first, when the source was started.</summary>
    long LastRecordAt { get; }

    /// <summary>Whether the stages after it have not asked for more: the path is full.</summary>
    bool IsHeldBack { get; }

    /// <summary>Ends the source in good order: what it has handed on is still committed.</summary>
    void Drain();
}
