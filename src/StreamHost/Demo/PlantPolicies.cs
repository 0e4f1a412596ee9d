using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamReco.Models.Bots;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Identity;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Demo;

/// <summary>The rule and the policies by which the demo's node is to find what is planted, applied as an operator would.</summary>
internal static class PlantPolicies
{
    /// <summary>The rule of prices.</summary>
    public const string RuleName = "price-sane";

    private const string By = "demo";

    /// <summary>Windows of the shop's few events are small, and a partition has a part of them.</summary>
    private const int WindowRecordsMin = 5;

    /// <summary>What is dearer than this many times the dearest item is no price; wrong prices of the cheapest are above it.</summary>
    private const double Room = 2;

    /// <summary>The rule: a price is at most twice that of the dearest item.</summary>
    /// <param name="catalog">The shop's items.</param>
    /// <param name="windowSeconds">Length of its windows in event time.</param>
    public static QualityRules Rules(IReadOnlyList<CatalogItem> catalog, int windowSeconds) => QualityRules.Read(Encoding.UTF8.GetBytes(new JsonObject
    {
        ["rules"] = new JsonArray(new JsonObject
        {
            ["name"] = RuleName,
            ["check"] = "range",
            ["field"] = "items.price",
            ["min"] = 0.01,
            ["max"] = Math.Ceiling(Room * catalog.Max(item => item.Price)),
            ["warn"] = 0.99,
            ["fail"] = 0.9,
        }),
        ["window"] = string.Create(CultureInfo.InvariantCulture, $"{windowSeconds}s"),
        ["minCount"] = WindowRecordsMin,
    }.ToJsonString()));

    /// <summary>Applies all three; returns when they stand in the log of every partition.</summary>
    /// <exception cref="ControlPlaneException">One was refused or took too long.</exception>
    public static Task ApplyAsync(RecommenderNode node, QualityRules rules, CancellationToken cancel)
    {
        var (bots, identity) = (new BotPolicy(), new IdentityPolicy());
        return Task.WhenAll(
            ApplyAsync(RequestKinds.ApplyQualityRules, rules.Version, null, Encoding.UTF8.GetString(rules.Bytes.Span)),
            ApplyAsync(RequestKinds.ApplyBots, bots.Version, bots.ToBytes(), null),
            ApplyAsync(RequestKinds.ApplyIdentity, identity.Version, identity.ToBytes(), null));

        Task ApplyAsync(string kind, string version, byte[]? definition, string? secret)
        {
            var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [RequestKinds.Version] = version };
            if (definition is not null)
            {
                arguments.Add(RequestKinds.Definition, Encoding.UTF8.GetString(definition));
            }

            return node.Requests.CompleteAsync(kind, arguments, By, secret, cancel);
        }
    }
}
