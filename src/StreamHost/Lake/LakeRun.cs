using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Lake;

/// <summary>
/// One process that writes a lake. Its partitions come from a consumer group, so that any number of such processes share them;
/// that two write the same one for a moment costs nothing, because one of the two commits.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="acceptsGaps">Whether offsets without a verdict are passed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where commits and failures are reported.</param>
internal sealed class LakeRun(StreamRecoOptions options, bool acceptsGaps, TimeProvider time, ILogger<LakeRun> logger)
{
    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _pauseMost = TimeSpan.FromSeconds(10);

    private readonly KafkaClientLog _clientLog = new(logger, time);
    private readonly ConcurrentDictionary<LakePart, (Task Work, CancellationTokenSource Stop)> _working = new();
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _rows;
    private long _commits;

    /// <summary>Rows committed by this process.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Commits of this process.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>The lake of the settings; begun if it is not there.</summary>
    /// <exception cref="LakeException">The folder holds the lake of another topic, or of a later release.</exception>
    public static ClickLake Begin(StreamRecoOptions options, TimeProvider time) =>
        ClickLake.Begin(new DiskLakeFiles(options.Lake.Directory), options.Kafka.FoldedTopic(), LakeWriters.Of(time));

    /// <summary>Writes everything that has a verdict now, partition by partition, and ends.</summary>
    /// <exception cref="LakeException">What comes cannot be joined.</exception>
    public Task RunUntilEndAsync(ClickLake lake, CancellationToken cancel) => Task.Run(
        () =>
        {
            using var topics = new LakeTopics(Kafka(), _clientLog);
            Check(lake, topics);
            foreach (var part in Topics().SelectMany(topic => topics.Partitions(topic).Select(number => new LakePart(topic, number))))
            {
                WriteToEnd(() => Open(lake, topics, part, topics.EndOf(part.Topic, part.Partition)), part, cancel);
            }
        },
        cancel);

    /// <summary>Writes until cancelled; then commits what waits.</summary>
    /// <exception cref="LakeException">What comes cannot be joined; an operator has to decide.</exception>
    public async Task RunAsync(ClickLake lake, CancellationToken cancel)
    {
        using var topics = new LakeTopics(Kafka(), _clientLog);
        await Task.Run(() => Check(lake, topics), cancel);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        LakeGroup? group = null;
        group = new LakeGroup(Kafka(), Topics(), parts => Start(lake, topics, parts, () => group!), Stop, _clientLog);
        using (group)
        {
            var membership = Task.Run(() => group.Run(ended.Token), CancellationToken.None);
            await Task.WhenAny(membership, _failed.Task);
            await ended.CancelAsync();
            try
            {
                await membership;
            }
            catch (Exception e) when (!_failed.Task.IsCompleted && KafkaErrors.Describe(e, options.Kafka) is not null)
            {
                if (OfTopic(lake, topics) is { } of)
                {
                    throw of; // Of a topic that was made again the group knows the client's error alone.
                }

                throw;
            }
            catch (Exception) when (_failed.Task.IsCompleted)
            {
                // What a partition said comes first.
            }
            finally
            {
                Stop([.. _working.Keys]); // A group that failed has taken nothing back, and they ask the clients that end below.
            }

            if (_failed.Task.IsCompleted)
            {
                throw await _failed.Task;
            }
        }
    }

    /// <summary>Looks at all topics before anything of one of them is written.</summary>
    /// <exception cref="LakeException">A topic is not the one that the lake was read from.</exception>
    private void Check(ClickLake lake, LakeTopics topics)
    {
        foreach (var log in lake.Logs(LakeStream.Clicks))
        {
            Look(() => LakeReadOrigin.Check(log, topics.SourcesOf(log.Partition, long.MaxValue)));
        }

        foreach (var log in options.Lake.Answers ? lake.Logs(LakeStream.Answers) : [])
        {
            Look(() => LakeReadOrigin.Check(log, topics.AnswersOf(log.Partition, long.MaxValue)));
        }
    }

    /// <summary>A partition that cannot be asked for now is asked again when it is opened.</summary>
    private static void Look(Action look)
    {
        try
        {
            look();
        }
        catch (Exception e) when (KafkaErrors.Passes(e))
        {
            // Its owner asks again.
        }
    }

    private void WriteToEnd(Func<ILakeWork> open, LakePart part, CancellationToken cancel)
    {
        try
        {
            using var work = open();
            while (!work.IsAtEnd)
            {
                cancel.ThrowIfCancellationRequested();
                Report(work, part, () => work.Step(_wait, cancel));
            }

            Report(work, part, work.Commit);
        }
        catch (IOException e) when (LakeFaults.NoRoom(e, options.Lake) is { } said)
        {
            throw new LakeException($"{said} What was committed stays; run this again once there is room.", e);
        }
    }

    private KafkaOptions Kafka() => options.With(kafka => kafka.Clicks = options.Kafka.FoldedTopic()).Kafka;

    private IReadOnlyList<string> Topics() =>
        options.Lake.Answers ? [options.Kafka.Verdicts, options.Kafka.Recommendations] : [options.Kafka.Verdicts];

    private void Start(ClickLake lake, LakeTopics topics, IReadOnlyList<LakePart> parts, Func<LakeGroup> group)
    {
        foreach (var part in parts)
        {
            var stop = new CancellationTokenSource();
            _working[part] = (Task.Run(() => WorkAsync(lake, topics, part, group, stop.Token)), stop);
        }
    }

    private void Stop(IReadOnlyList<LakePart> parts)
    {
        foreach (var part in parts)
        {
            if (_working.TryRemove(part, out var one))
            {
                one.Stop.Cancel();
                one.Work.GetAwaiter().GetResult(); // Never throws; the group waits for its last commit.
                one.Stop.Dispose();
            }
        }
    }

    /// <summary>What passes is tried again from the lake's log; what an operator has to decide ends the process.</summary>
    private async Task WorkAsync(ClickLake lake, LakeTopics topics, LakePart part, Func<LakeGroup> group, CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                using var work = Open(lake, topics, part, long.MaxValue);
                while (!stop.IsCancellationRequested)
                {
                    if (Report(work, part, () => work.Step(_wait, CancellationToken.None)) is { } entry)
                    {
                        failures = 0;
                        group().Show(part, IsAnswers(part) ? entry.To + 1 : entry.NextVerdict);
                    }
                }

                Report(work, part, work.Commit);
                return;
            }
            catch (LakeException e) when (e is not LakeConflictException)
            {
                _failed.TrySetResult(OfTopic(lake, topics) ?? e);
                return;
            }
            catch (Exception e)
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(_pauseMost.TotalMilliseconds, 200 << Math.Min(failures++, 10)));
                LakeLines.Failed(
                    logger, part.Topic, part.Partition, pause.TotalSeconds,
                    KafkaErrors.Describe(e, options.Kafka) ?? LakeFaults.NoRoom(e, options.Lake) ?? e.Message);
                await Task.Delay(pause, time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Why a topic is another one than before, which explains whatever else does not fit; null where none is, or nobody says.</summary>
    private LakeException? OfTopic(ClickLake lake, LakeTopics topics)
    {
        try
        {
            Check(lake, topics);
            return null;
        }
        catch (LakeException e)
        {
            return e;
        }
        catch (Exception e) when (KafkaErrors.Describe(e, options.Kafka) is not null)
        {
            return null;
        }
    }

    private ILakeWork Open(ClickLake lake, LakeTopics topics, LakePart part, long until)
    {
        ILakeWork work = IsAnswers(part)
            ? new AnswerPartition(lake, part.Partition, topics.AnswersOf(part.Partition, until), options.Lake, time)
            : new LakePartition(
                lake, part.Partition, topics.SourcesOf(part.Partition, until), options.Pipeline, options.Lake, acceptsGaps,
                TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs), time);
        LakeLines.Opened(logger, part.Topic, part.Partition, work.Newest?.To + 1);
        return work;
    }

    private bool IsAnswers(LakePart part) => part.Topic == options.Kafka.Recommendations;

    /// <summary>Does something that may commit.</summary>
    /// <returns>The commit, if there was one.</returns>
    private LakeEntry? Report(ILakeWork work, LakePart part, Action action)
    {
        var (newest, rows) = (work.Newest, work.Rows);
        action();
        if (work.Newest is not { } entry || ReferenceEquals(newest, entry))
        {
            return null;
        }

        Interlocked.Add(ref _rows, work.Rows - rows);
        Interlocked.Increment(ref _commits);
        LakeLines.Committed(logger, part.Topic, part.Partition, entry.From, entry.To, entry.Adds.Sum(file => file.Rows), entry.Adds.Count);
        return entry;
    }
}
