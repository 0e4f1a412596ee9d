using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamReco.Models.Items;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// Plants a fault, a program and a visitor who signs in among the records of the simulated shop: half of its visitors use an app, and
/// for a while the app sends prices in cents; a crawler fetches the pages of the catalog in their order; somebody looks around under
/// the id of a cookie and then signs in.
/// </summary>
/// <param name="catalog">The shop's items, in their order.</param>
/// <param name="faultMs">How long the fault lasts, in event time.</param>
internal sealed class PlantedRecords(IReadOnlyList<CatalogItem> catalog, long faultMs)
{
    /// <summary>The source whose prices go wrong.</summary>
    public const string FaultySource = "app";

    /// <summary>The crawler's id.</summary>
    public const string Crawler = "crawler-1";

    /// <summary>The visitor's id before signing in.</summary>
    public const string AnonymousId = "cookie-7";

    /// <summary>The visitor's id after it.</summary>
    public const string UserId = "shopper-7";

    /// <summary>Whether a visitor was planted.</summary>
    public static bool IsOf(string user) => user is Crawler or AnonymousId or UserId;

    /// <summary>Records of the shop before anything is planted: windows and histories have begun.</summary>
    private const int Lead = 1_500;

    private const string OtherSource = "web";
    private const int PagesMax = 120;
    private const int PageMs = 1_000;
    private const int ViewsBefore = 5;
    private const int ViewsAfter = 2;
    private const int ViewMs = 20_000;
    private const int ReturnMs = 20 * 60_000;
    private const int CentsAPrice = 100;

    private static ReadOnlySpan<byte> PriceName => "\"price\":"u8;

    private int Pages => Math.Min(PagesMax, catalog.Count);

    /// <summary>Records that come on top of the shop's.</summary>
    public int Added => Pages + ViewsBefore + 1 + ViewsAfter;

    /// <summary>The shop's records with what is planted, in the order of time.</summary>
    /// <param name="records">The shop's; each has a time.</param>
    public IEnumerable<DemoRecord> Weave(IEnumerable<DemoRecord> records)
    {
        var (seen, from) = (0, long.MaxValue);
        var planted = new Queue<DemoRecord>();
        foreach (var record in records)
        {
            var atMs = record.TimestampMs!.Value;
            if (++seen == Lead)
            {
                from = atMs;
                planted = new Queue<DemoRecord>([.. CrawlFrom(from).Concat(VisitFrom(from)).OrderBy(one => one.TimestampMs)]);
            }

            while (planted.TryPeek(out var next) && next.TimestampMs <= atMs)
            {
                yield return planted.Dequeue();
            }

            yield return FromItsSource(record, isFaulty: atMs >= from && atMs - from < faultMs);
        }
    }

    private static DemoRecord FromItsSource(in DemoRecord record, bool isFaulty)
    {
        var source = record.Key.Length > 0 && record.Key[^1] % 2 == 0 ? FaultySource : OtherSource;
        return isFaulty && source == FaultySource && InCents(record.Payload) is { } wrong
            ? record with { Payload = wrong, Source = source, Plant = Plant.WrongPrice }
            : record with { Source = source };
    }

    /// <summary>Changes the prices of an event, byte by byte: a record that is broken stays as broken as it was.</summary>
    /// <returns>Null where there is no price.</returns>
    private static byte[]? InCents(byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + 16);
        ReadOnlySpan<byte> rest = payload;
        var found = false;
        while (rest.IndexOf(PriceName) is >= 0 and var at
            && Utf8Parser.TryParse(rest[(at + PriceName.Length)..], out double price, out var taken))
        {
            output.Write(rest[..(at + PriceName.Length)]);
            output.Write(Encoding.UTF8.GetBytes((price * CentsAPrice).ToString("F0", CultureInfo.InvariantCulture)));
            rest = rest[(at + PriceName.Length + taken)..];
            found = true;
        }

        output.Write(rest);
        return found ? output.WrittenSpan.ToArray() : null;
    }

    private IEnumerable<DemoRecord> CrawlFrom(long fromMs) => Enumerable.Range(0, Pages)
        .Select(page => Viewed(Crawler, $"crawl-{page}", page, fromMs + (page * PageMs), Plant.Crawl));

    private IEnumerable<DemoRecord> VisitFrom(long fromMs)
    {
        for (var view = 0; view < ViewsBefore; view++)
        {
            yield return Viewed(AnonymousId, $"visit-{view}", view * 7, fromMs + (view * ViewMs), Plant.Anonymous);
        }

        yield return Viewed(UserId, "sign-in", 50, fromMs + (ViewsBefore * ViewMs), Plant.SignIn, AnonymousId);
        for (var view = 0; view < ViewsAfter; view++)
        {
            yield return Viewed(AnonymousId, $"return-{view}", 60 + view, fromMs + ReturnMs + (view * ViewMs), Plant.Return);
        }
    }

    private DemoRecord Viewed(string user, string eventId, int item, long atMs, Plant plant, string? anonymousId = null)
    {
        var viewed = catalog[item % catalog.Count];
        var json = new JsonObject
        {
            ["event_id"] = eventId,
            ["event_type"] = "view_item",
            ["user_id"] = user,
            ["items"] = new JsonArray(new JsonObject { ["item_id"] = viewed.ItemId, ["price"] = viewed.Price }),
            ["timestamp"] = atMs,
        };
        if (anonymousId is not null)
        {
            json["anonymous_id"] = anonymousId;
        }

        return new DemoRecord(user, Encoding.UTF8.GetBytes(json.ToJsonString()), atMs) { Source = OtherSource, Plant = plant };
    }
}
