using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>
/// Keeps a table of the catalog topic: the whole topic at start, then every change. All partitions, outside any group,
/// on a thread of its own, which is the table's only writer. A malformed record is counted, never fatal.
/// </summary>
public sealed partial class CatalogFollower : IDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(5);

    /// <summary>How often it looks for new partitions, and for a topic that was missing.</summary>
    internal static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);

    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly bool _required;
    private readonly CatalogApplier _applier;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly CatalogPartitions _partitions;
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;
    private long _warnedAt = long.MinValue;
    private bool _disposed;

    /// <param name="options">How Kafka is reached, and the topic.</param>
    /// <param name="logger">Progress, and what is wrong with the topic.</param>
    /// <param name="time">The clock of progress and look-ups; null takes the system's.</param>
    /// <param name="required">
    /// True: a missing topic is an error. False: the catalog is empty until there is one.
    /// </param>
    /// <exception cref="KafkaSetupException">A setting of <c>Kafka:Client</c> is wrong.</exception>
    public CatalogFollower(
        KafkaOptions options, ILogger<CatalogFollower> logger, TimeProvider? time = null, bool required = false)
    {
        _options = options;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _required = required;
        _applier = new CatalogApplier(Table, logger);
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = $"{options.Group}-catalog"; // librdkafka wants a name; nobody joins the group
        _consumer = new KafkaClientLog(logger, _time).Attach(new ConsumerBuilder<byte[]?, byte[]?>(config)).Build();
        _partitions = new CatalogPartitions(_consumer, options);
    }

    /// <summary>What the catalog says now; complete once <see cref="LoadAsync"/> has ended.</summary>
    public CatalogTable Table { get; } = new();

    /// <summary>Records read so far, tombstones and malformed ones included.</summary>
    public long Records => _applier.Records;

    /// <summary>Records that could not be read as items.</summary>
    public long Malformed => _applier.Malformed;

    /// <summary>Fields that were left out; their items were taken without them.</summary>
    public long FieldsLeftOut => _applier.FieldsLeftOut;

    /// <summary>The newest records with a fault, and the number of faults by field and reason.</summary>
    public CatalogFaults Faults => _applier.Faults;

    /// <summary>
    /// Values of a vector that the model in use takes, 0 takes any: a vector of another length is reported, and kept for a
    /// model that takes it. Set before the topic is read.
    /// </summary>
    internal Func<int> VectorLength { set => _applier.VectorLength = value; }

    /// <summary>Reads the topic up to where it ended when this was called.</summary>
    /// <exception cref="KafkaSetupException">No broker answers, or the topic is missing although required.</exception>
    public async Task LoadAsync(CancellationToken cancel)
    {
        if (!await StartupRetry.RunAsync(_options, _partitions.Discover, _time, cancel))
        {
            RefuseOrWarn();
            return;
        }

        var ends = await StartupRetry.RunAsync(_options, _partitions.ReadEnds, _time, cancel);
        await Task.Factory.StartNew(
            () => Load(new CatalogLoadProgress(ends), cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Goes on where <see cref="LoadAsync"/> ended, on a thread of its own, until disposed.</summary>
    public void Follow()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_thread is null)
        {
            var lookedAt = _time.GetTimestamp();
            _thread = new Thread(() => FollowUntilStopped(lookedAt)) { IsBackground = true, Name = "catalog" };
            _thread.Start();
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stop.Cancel();
        _thread?.Join();
        _consumer.Close();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Load(CatalogLoadProgress goal, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var reported = started;
        while (!goal.IsReached)
        {
            cancel.ThrowIfCancellationRequested();
            if (Step() is { } result)
            {
                goal.See(result);
            }

            if (_time.GetElapsedTime(reported) >= _reportEvery)
            {
                reported = _time.GetTimestamp();
                LogProgress(_logger, Records, goal.OffsetsLeft);
            }
        }

        var seconds = _time.GetElapsedTime(started).TotalSeconds;
        LogLoaded(_logger, _options.Catalog, Table.Count, Records, Malformed, FieldsLeftOut, seconds);
    }

    private void FollowUntilStopped(long lookedAt)
    {
        while (!_stop.IsCancellationRequested)
        {
            Step();
            if (_time.GetElapsedTime(lookedAt) >= CheckEvery)
            {
                lookedAt = _time.GetTimestamp();
                LookForPartitions();
            }
        }
    }

    /// <summary>One poll: applies the record that came, if one did.</summary>
    private ConsumeResult<byte[]?, byte[]?>? Step()
    {
        try
        {
            var result = _consumer.Consume(_poll);
            if (result is { IsPartitionEOF: false })
            {
                _applier.Apply(result);
            }

            return result;
        }
        catch (ConsumeException e)
        {
            Warn(e.Error.Reason); // the client goes on by itself: leaders move, topics are made anew
            return null;
        }
    }

    private void LookForPartitions()
    {
        try
        {
            _partitions.Discover(_poll * 10);
        }
        catch (KafkaException e)
        {
            Warn(e.Error.Reason);
        }
    }

    private void RefuseOrWarn()
    {
        if (_required)
        {
            throw new KafkaSetupException(TopicHint.Missing("Kafka:Catalog", _options.Catalog, _options));
        }

        LogMissing(_logger, $"Topic '{_options.Catalog}' (Kafka:Catalog) is not there on {_options.Bootstrap} (Kafka:Bootstrap)");
    }

    private void Warn(string reason)
    {
        var now = _time.GetTimestamp();
        if (_warnedAt == long.MinValue || _time.GetElapsedTime(_warnedAt, now) >= CheckEvery)
        {
            _warnedAt = now;
            LogTrouble(_logger, _options.Catalog, reason);
        }
    }

    [LoggerMessage(50, LogLevel.Information, "catalog: {Records} records read, about {Left} to go")]
    private static partial void LogProgress(ILogger logger, long records, long left);

    [LoggerMessage(51, LogLevel.Information,
        "catalog: topic {Topic} gave {Items} items from {Records} records, {Malformed} malformed, {LeftOut} fields left out, in {Seconds:F1} s")]
    private static partial void LogLoaded(
        ILogger logger, string topic, int items, long records, long malformed, long leftOut, double seconds);

    [LoggerMessage(52, LogLevel.Warning, "{Problem}; the catalog is empty until it appears")]
    private static partial void LogMissing(ILogger logger, string problem);

    [LoggerMessage(53, LogLevel.Warning,
        "catalog: topic {Topic} cannot be read for now, what was read stays: {Reason}")]
    private static partial void LogTrouble(ILogger logger, string topic, string reason);
}
