using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// An answer's identity and hashes of its parts: a topic is compared in 24 bytes an answer instead of a thousand. What
/// differs hashes alike with odds of one in 2⁶⁴; the order of properties and <c>emitted_at</c> do not count.
/// </summary>
/// <param name="Whole">Key and every property but <c>emitted_at</c>.</param>
/// <param name="Model">The model.</param>
/// <param name="Items">Ids, ranks and scores.</param>
/// <param name="Reasons">The items' reasons.</param>
internal readonly record struct RecommendationDigest(ulong Whole, uint Model, uint Items, uint Reasons)
{
    public static RecommendationDigest Of(ReadOnlySpan<byte> key, JsonElement answer)
    {
        var whole = XxHash3.HashToUInt64(key, seed: 1);
        var (model, items, reasons) = (0u, 0u, 0u);
        foreach (var property in answer.EnumerateObject().Where(property => !property.NameEquals("emitted_at"u8)))
        {
            whole += XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{property.Name}:{property.Value.GetRawText()}"));
            if (property.NameEquals("model"u8))
            {
                model = HashOf(property.Value.GetRawText());
            }
            else if (property.NameEquals("items"u8) && property.Value.ValueKind == JsonValueKind.Array)
            {
                (items, reasons) = HashItems(property.Value);
            }
        }

        return new RecommendationDigest(whole, model, items, reasons);
    }

    /// <summary>The first part that differs.</summary>
    public DifferenceKind DifferenceFrom(in RecommendationDigest other) =>
        Model != other.Model ? DifferenceKind.Model
        : Items != other.Items ? DifferenceKind.Items
        : Reasons != other.Reasons ? DifferenceKind.Reasons
        : DifferenceKind.Other;

    private static (uint Items, uint Reasons) HashItems(JsonElement items)
    {
        var (names, reasons) = (new StringBuilder(), new StringBuilder());
        foreach (var property in items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            .SelectMany(item => item.EnumerateObject()))
        {
            (property.NameEquals("reason"u8) ? reasons : names).Append(property.Value.GetRawText()).Append('\n');
        }

        return (HashOf(names.ToString()), HashOf(reasons.ToString()));
    }

    private static uint HashOf(string text) => (uint)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
}
