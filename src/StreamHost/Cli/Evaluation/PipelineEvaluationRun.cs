using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Demo;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// The examples pushed click by click through Kafka, the running stages and Kafka again: an embedded broker, a node,
/// a player and a reader. The answer that counts is the last one before the session's next click.
/// </summary>
internal sealed class PipelineEvaluationRun(TimeProvider time) : IEvaluationRun
{
    private const int Partitions = 4;

    public async Task<RankingMetrics> RunAsync(
        EvaluationSet set, ModelArtifact model, StreamRecoOptions options, IProgressLine line, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-evaluate-");
        using var broker = EmbeddedKafka.Start(options.Kafka, Partitions);
        try
        {
            options.Model.Directory = Path.Combine(folder.FullName, "model");
            ModelArtifactWriter.Write(options.Model.Directory, model);
            options.State.Connection = Path.Combine(folder.FullName, "state.db");
            AcceptHistory(options, model, set);
            return await PlayAsync(new ExampleSessions(set.Examples), set, options, line, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Sessions are what the protocol calls so, whatever their times, as long as they are; what trends among test data is
    /// no part of the model.
    /// </summary>
    private static void AcceptHistory(StreamRecoOptions options, ModelArtifact model, EvaluationSet set)
    {
        if (model.Stack is not null)
        {
            var user = options.Pipeline.UserState;
            user.RecentItemsMax = Math.Max(user.RecentItemsMax, set.LongestPrefix);
            user.SessionGapMs = (long)TimeSpan.FromDays(36_500).TotalMilliseconds;
        }

        options.Pipeline.Validation.FutureSkewMs = (long)TimeSpan.FromDays(36_500).TotalMilliseconds;
        options.Pipeline.Trigger.EmitIntervalMs = 0;
        options.Pipeline.Window.AllowedLatenessMs = (long)TimeSpan.FromDays(3_650).TotalMilliseconds;
        options.Pipeline.Window.TrendingTop = 0;
        options.Pipeline.Score.Live = false;
        options.Pipeline.Rerank.Fresh = false;
        options.Pipeline.Validation.EarliestEventTime = DateTimeOffset.UnixEpoch;
    }

    private async Task<RankingMetrics> PlayAsync(
        ExampleSessions sessions, EvaluationSet set, StreamRecoOptions options, IProgressLine line, CancellationToken cancel)
    {
        ThreadsForBlockingCalls.Reserve();
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, LogLevel.Warning));

        // The bounds are those of what people set: a protocol's sessions may be longer and older.
        await using var services = new ServiceCollection().AddStreamReco(options, loggers, time)
            .RemoveAll<IValidateOptions<StreamRecoOptions>>().BuildServiceProvider();
        var node = await services.StartNodeAsync(cancel);
        using var writer = new RecordWriter(options.Kafka);
        var player = new ClickPlayer(writer, options.Kafka.Clicks, time);
        var answers = new ExampleAnswers(sessions, set.ExcludeHistory);
        using var reader = new RecommendationReader(options.Kafka, answers.Add);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = node.RunAsync(untilEnd: false, end.Token);
        var playing = player.PlayAsync(Records(sessions), rate: 0, Status, cancel);
        await Task.WhenAny(running, WaitAsync());
        await end.CancelAsync();
        await running;
        await playing;
        var rejected = sessions.Clicks - node.Progress().Answers;
        return rejected == 0 ? answers.Metrics(set.Examples) : throw new UserErrorException(
            $"The pipeline takes {rejected:N0} of the {sessions.Clicks:N0} clicks for no valid event; "
            + "streamreco validate says which and why.");

        PipelineStatus Status() => new(node.Progress().Read, node.Progress().Answers, reader.Seen);

        bool IsDone(in PipelineStatus now) => now.Read == sessions.Clicks && now.AnswersSeen == now.Answered;

        async Task WaitAsync()
        {
            for (; !IsDone(Status()); await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel))
            {
                line.Update(reader.Seen, sessions.Clicks, $"{reader.Seen:N0} of {sessions.Clicks:N0} clicks answered");
            }
        }
    }

    private static IEnumerable<DemoRecord> Records(ExampleSessions sessions)
    {
        var clicks = sessions.All.SelectMany(session => session.Clicks.Select(click => click with { UserId = session.UserId }));
        var data = new ClickDataset([.. clicks], [], new Dictionary<string, long>(StringComparer.Ordinal), null);
        return ClickDatasetRecords.Events(data).Select(record => new DemoRecord(record.Key, record.Payload, TimestampMs: null));
    }
}
