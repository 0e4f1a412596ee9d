using System.Collections.Concurrent;
using System.Text.Json;
using StreamReco.Models.DataQuality;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// A fault, a program and a visitor who signs in, planted among the records of the demo, and what its node finds of them: by the topic
/// of alerts, the list of held users and the links in the state.
/// </summary>
internal sealed class DemoPlants : IDisposable
{
    /// <summary>Name of the topic of alerts, where the settings have none.</summary>
    public const string AlertsTopic = "quality.alerts";

    /// <summary>Events of the shop in a window: a partition has some dozens of a source.</summary>
    private const double WindowEvents = 600;

    private const int WindowSecondsMin = 60;

    /// <summary>Two whole windows raise an alert, wherever the fault begins.</summary>
    private const int FaultWindows = 4;

    private static readonly TimeSpan _alertPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly QualityRules _rules;
    private readonly PlantedRecords _records;
    private readonly Pseudonymizer? _pseudonyms;
    private readonly ConcurrentQueue<AlertSeen> _alerts = new();
    private readonly RecommendationReader _reader;
    private readonly TimeProvider _time;
    private string? _problem;

    /// <param name="source">The shop.</param>
    /// <param name="options">Name the topic of alerts, which is there already.</param>
    /// <param name="time">The clock.</param>
    public DemoPlants(DemoSource source, StreamRecoOptions options, TimeProvider time)
    {
        var seconds = Math.Max(WindowSecondsMin, (int)(WindowEvents / source.EventsPerSecond));
        _records = new PlantedRecords(source.Catalog, seconds * 1_000L * FaultWindows);
        _rules = PlantPolicies.Rules(source.Catalog, seconds);
        _pseudonyms = Pseudonymizer.Open(options.Pipeline.Privacy);
        _time = time;
        _reader = new RecommendationReader(options.Kafka, Take, options.Kafka.Alerts);
    }

    /// <summary>Where planted records stand.</summary>
    public PlantPlaces Places { get; } = new();

    /// <summary>The source with what is planted.</summary>
    public DemoSource Into(DemoSource source) => source with
    {
        Records = _records.Weave(source.Records),
        Count = source.Count + _records.Added,
    };

    /// <summary>Puts the rule and the policies in force.</summary>
    public async Task ApplyAsync(RecommenderNode node, CancellationToken cancel)
    {
        try
        {
            await PlantPolicies.ApplyAsync(node, _rules, cancel);
        }
        catch (ControlPlaneException e)
        {
            _problem = e.Message;
        }
    }

    /// <summary>What the node says of what was planted.</summary>
    public async Task<IReadOnlyList<PlantedFinding>> FindAsync(RecommenderNode node, CancellationToken cancel)
    {
        var asked = _time.GetTimestamp();
        while (_alerts.IsEmpty && Places.Count(Plant.WrongPrice) > 0 && _time.GetElapsedTime(asked) < _alertPatience)
        {
            await Task.Delay(_look, _time, cancel); // The answers were seen; alerts of the same transactions are on their way.
        }

        var shards = node.OpenShards.Select(shard => (shard.Shard.Partition, shard.Progress.Status)).ToList();
        var (linked, why) = await LinkedIdsAsync(node, cancel);
        return PlantReport.Of(
            Places,
            new PlantSightings
            {
                Alerts = [.. _alerts],
                Bots = [.. shards.SelectMany(shard => (shard.Status.Bots?.Newest ?? []).Select(bot => (shard.Partition, bot)))],
                Quarantined = shards.Sum(shard => shard.Status.Counters.Quarantined),
                LinkedIds = linked,
                Moved = shards.Sum(shard => shard.Status.Identity?.MergedEvents ?? 0),
                Forwarded = shards.Sum(shard => shard.Status.Identity?.Forwarded ?? 0),
                Problem = _problem ?? why,
            },
            StateIdOf(PlantedRecords.Crawler), StateIdOf(PlantedRecords.AnonymousId));
    }

    public void Dispose() => _reader.Dispose();

    private async Task<(IReadOnlyList<string> Ids, string? Why)> LinkedIdsAsync(RecommenderNode node, CancellationToken cancel)
    {
        if (Places.PartitionOf(Plant.SignIn) is not { } partition || node.Queries is not { } queries)
        {
            return ([], null);
        }

        var (reply, why) = await queries.QueryAsync<UserReply>(new UserQuery(partition, StateIdOf(PlantedRecords.UserId), AnswersMax: 0), cancel);
        if (reply?.State is not { } state)
        {
            return ([], why);
        }

        using var json = JsonDocument.Parse(state);
        return json.RootElement.TryGetProperty("identity", out var links)
            ? ([.. links.GetProperty("ids").EnumerateArray().Where(id => id.GetProperty("theirs").GetBoolean()).Select(id => id.GetProperty("id").GetString()!)], null)
            : ([], null);
    }

    private string StateIdOf(string id) => _pseudonyms?.Of(id) ?? id;

    private void Take(byte[] alert)
    {
        using var json = JsonDocument.Parse(alert);
        var root = json.RootElement;
        if (root.GetProperty("rule").GetString() == PlantPolicies.RuleName)
        {
            _alerts.Enqueue(new AlertSeen(
                root.GetProperty("source").GetString()!, root.GetProperty("partition").GetInt32(), root.GetProperty("level").GetString()!,
                root.GetProperty("offset").GetInt64()));
        }
    }
}
