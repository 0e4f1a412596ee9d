using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// An experiment of the simulated shop: half of its visitors get more varied lists. Visitors do not choose by the list, so that the
/// arms are alike and the verdict is to say so, or that more visitors are needed.
/// </summary>
/// <param name="writer">Writes what visitors do with lists.</param>
/// <param name="topic">The clicks topic.</param>
/// <param name="seed">Of the shop: the same arms for the same visitors.</param>
internal sealed class DemoExperiment(RecordWriter writer, string topic, int seed)
{
    /// <summary>Records below which it would end before anybody has seen a list.</summary>
    public const long EventsMin = 8_000;

    /// <summary>How long the end of the demo waits for its start, where all is played before.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(1);

    private const string Id = "varied-lists";
    private const string By = "demo";
    private const double MoreVaried = 0.5;
    private const int AnswersPerView = 8; // an eighth of all lists is seen: a tenth more records
    private const int ViewsPerClick = 8;
    private const int ItemsSeen = 5;
    private const double Margin = 0.2;

    private long _answers;
    private long _views;
    private long _written;
    private volatile string? _fault;

    /// <summary>Records of visitors who saw a list, beside those that are played.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Starts it, as an operator would; that takes a second or so. Ends early where the demo is over before.</summary>
    public async Task StartAsync(RecommenderNode node, CancellationToken stop)
    {
        var salt = new byte[UnitHash.SaltBytes];
        BitConverter.TryWriteBytes(salt, seed);
        var definition = new ExperimentDefinition(
            new Experiment(Id, 1, salt,
            [
                new ExperimentArm("today", [new ShareRange(0, ShareRange.Whole / 2)]),
                new ExperimentArm("varied", [new ShareRange(ShareRange.Whole / 2, ShareRange.Whole)])
                {
                    Settings = new ArmSettings { DiversityLambda = MoreVaried },
                },
            ]),
            new ExperimentPlan { Margin = Margin, Guardrails = [new Guardrail { Metric = ExperimentMetric.ClickThrough, Margin = Margin }] });
        try
        {
            await node.Requests.CompleteAsync(RequestKinds.StartExperiment, ExperimentStop.ArgumentsOf(definition), By, null, stop);
        }
        catch (ControlPlaneException e)
        {
            _fault = e.Message;
        }
        catch (OperationCanceledException)
        {
            _fault = "the demo ended before it was in force; play more records";
        }
    }

    /// <summary>A visitor may see the list of an answer to a click that was played, and may click in it.</summary>
    /// <param name="answer">The answer; one that is no part of an experiment is passed over, and one of a planted visitor, of whom the summary counts the clicks.</param>
    public void Take(JsonElement answer)
    {
        if (!answer.TryGetProperty("experiments", out _) || PlantedRecords.IsOf(answer.GetProperty("user_id").GetString()!)
            || _answers++ % AnswersPerView != 0)
        {
            return;
        }

        Write(answer, "view_item_list", ItemsSeen);
        if (_views++ % ViewsPerClick == 0)
        {
            Write(answer, "select_item", 1);
        }
    }

    /// <summary>What it says at the end, in lines.</summary>
    public async Task<IReadOnlyList<string>> VerdictAsync(RecommenderNode node, CancellationToken cancel)
    {
        if (_fault is not null || node.Queries is not { } queries)
        {
            return [$"experiment {Id} was not started: {_fault ?? "the node has not joined its cluster"}"];
        }

        var all = await CollectedExperiments.CollectAsync(queries, node.OpenShards.Count, Id, withDays: false, cancel);
        if (all.VersionsOf(Id) is not { Count: > 0 } versions)
        {
            return [$"experiment {Id} was not in force before the end: play more records"];
        }

        var report = ExperimentReport.Of(versions, all.Tallies());
        return
        [
            string.Create(CultureInfo.InvariantCulture,
                $"experiment {Id}: {string.Join(", ", report.Arms.Select(arm => $"{arm.Arm} {arm.Assigned:N0} visitors, {arm.Exposed:N0} saw a list, {arm.Clicked:N0} clicked in one"))}; sample ratio p {report.RatioP:0.###}"),
            .. report.Arms.Select(arm => arm.Verdict?.Text).OfType<string>().Select(text => $"        {text}"),
        ];
    }

    private void Write(JsonElement answer, string type, int items)
    {
        var user = answer.GetProperty("user_id").GetString()!;
        var list = answer.GetProperty("recommendation_id").GetString()!;
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = $"{type}-{list}",
            event_type = type,
            user_id = user,
            recommendation_id = list,
            items = answer.GetProperty("items").EnumerateArray().Take(items)
                .Select(item => new { item_id = item.GetProperty("item_id").GetString() }).ToArray(),
            timestamp = answer.GetProperty("as_of").GetString(),
        });
        Interlocked.Increment(ref _written);
        writer.Write(topic, Encoding.UTF8.GetBytes(user), payload, null, null, CancellationToken.None);
    }
}
