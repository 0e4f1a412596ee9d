using System.Globalization;

namespace StreamReco.Models.Decoding;

/// <summary>
/// The number of the first position by format: Algolia and Luigi's Box count from 1, Meilisearch and UBI's samples from 0, and where a specification does not
/// say, a list that has a 0 counts from 0. Inside, positions count from 1.
/// </summary>
/// <param name="Own">Of our events; null for what the list shows.</param>
/// <param name="Ga4">Of GA4's.</param>
/// <param name="Segment">Of Segment's.</param>
/// <param name="Snowplow">Of Snowplow's.</param>
/// <param name="Ubi">Of OpenSearch UBI's.</param>
/// <param name="Algolia">Of Algolia Insights'.</param>
/// <param name="Meilisearch">Of Meilisearch's.</param>
/// <param name="LuigisBox">Of Luigi's Box's.</param>
public sealed record PositionBases(
    int? Own, int? Ga4, int? Segment, int? Snowplow, int Ubi, int Algolia, int Meilisearch, int LuigisBox)
{
    private const string Setting = "Search:PositionBase";

    private static readonly string[] _formats = ["own", "ga4", "segment", "snowplow", "ubi", "algolia", "meilisearch", "luigisbox"];

    /// <summary>What the specifications say.</summary>
    public static PositionBases Default { get; } = new(null, null, Segment: 1, null, Ubi: 0, Algolia: 1, Meilisearch: 0, LuigisBox: 1);

    /// <summary>Reads <c>ga4=0,ubi=0</c>; a text with a fault reads as far as it is right, see <see cref="Fault"/>.</summary>
    public static PositionBases Parse(string text)
    {
        var bases = Default;
        foreach (var (format, first) in Pairs(text))
        {
            bases = format switch
            {
                "own" => bases with { Own = first },
                "ga4" => bases with { Ga4 = first },
                "segment" => bases with { Segment = first },
                "snowplow" => bases with { Snowplow = first },
                "ubi" => bases with { Ubi = first ?? 0 },
                "algolia" => bases with { Algolia = first ?? 1 },
                "meilisearch" => bases with { Meilisearch = first ?? 0 },
                "luigisbox" => bases with { LuigisBox = first ?? 1 },
                _ => bases,
            };
        }

        return bases;
    }

    /// <summary>What is wrong with the setting; null where nothing is.</summary>
    public static string? Fault(string text) =>
        Pairs(text).Any(pair => !_formats.Contains(pair.Format, StringComparer.Ordinal) || pair.First is null)
            ? $"{Setting} is '{text}'; it must be FORMAT=0 or FORMAT=1 with commas between, of the formats {string.Join(", ", _formats)}."
            : null;

    private static IEnumerable<(string Format, int? First)> Pairs(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
            return (sides[0], sides.Length == 2 && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && first is 0 or 1 ? (int?)first : null);
        });
}
