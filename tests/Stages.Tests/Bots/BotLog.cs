using StreamReco.Models.Bots;
using StreamReco.Stages.Records;
using StreamReco.Stages.Tests.Shards;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>Logs in which some users are programs.</summary>
internal static class BotLog
{
    public const long StartMs = 1_768_478_400_000;

    /// <summary>A policy that needs few clicks.</summary>
    public static readonly byte[] Quick = new BotPolicy { ClicksMin = 4, RaiseAfter = 2, ClearAfter = 3, CommonPaths = 2 }.ToBytes();

    /// <summary>The same, and what is judged stays so.</summary>
    public static readonly byte[] Steady = new BotPolicy { ClicksMin = 4, RaiseAfter = 2, CommonPaths = 2 }.ToBytes();

    /// <summary>Nobody is judged.</summary>
    public static readonly byte[] Off = new BotPolicy { IsOn = false }.ToBytes();

    /// <summary>A click of a crawler: the next item of the catalog, one a second.</summary>
    public static byte[] Crawl(string user, int step, long? atMs = null) =>
        EventBytes.View(user, $"i{100 + step}", atMs ?? StartMs + (step * 1_000), $"{user}-{step}");

    /// <summary>A random log of four people and two crawlers; half of the logs release or condemn somebody on the way.</summary>
    public static PartitionLog Random(int seed)
    {
        var random = new Random(seed);
        var (log, nowMs, steps) = (new PartitionLog(), StartMs, new int[2]);
        var records = random.Next(20, 160);
        for (var i = 0; i < records; i++)
        {
            nowMs += random.Next(1, 2_000);
            var draw = random.Next(100);
            if (draw < 3 || (i == 0 && seed % 5 > 0))
            {
                log.AddBotPolicy(draw == 2 ? [(byte)'{'] : draw == 1 ? Off : Quick, nowMs);
            }
            else if (draw < 45)
            {
                var crawler = draw % 2;
                log.Add(Crawl($"crawler-{crawler}", ++steps[crawler], nowMs), nowMs);
            }
            else
            {
                AddOther(log, random, draw, i, nowMs);
            }
        }

        return log;
    }

    /// <summary>Micro-batches and incidents.</summary>
    public static Step[] Steps(int seed)
    {
        var random = new Random(seed);
        var incidents = Enum.GetValues<Incident>();
        return [.. Enumerable.Range(0, random.Next(16)).Select(_ => new Step(random.Next(1, 12), incidents[random.Next(incidents.Length)]))];
    }

    private static void AddOther(PartitionLog log, Random random, int draw, int number, long nowMs)
    {
        var (person, item) = ($"person-{random.Next(4)}", $"i{random.Next(12)}");
        switch (draw)
        {
            case < 50:
                log.AddBotDecision(random.Next(2) == 0 ? person : $"crawler-{random.Next(2)}", (BotDecision)random.Next(1, 3), nowMs);
                break;
            case < 54 when log.Records.Count > 0 && log.Records[random.Next(log.Records.Count)] is { Kind: LogRecordKind.Click } before:
                log.AddReleased(before.Value!, nowMs);
                break;
            case < 57:
                log.Add(EventBytes.View(person, item, nowMs - 120_000, $"e{number}"), nowMs); // late
                break;
            case < 59:
                log.AddErasure(random.Next(2) == 0 ? person : "crawler-1", nowMs);
                break;
            case < 61:
                log.AddTick(nowMs);
                break;
            case < 70:
                log.Add(EventBytes.AddToCart(person, item, nowMs, $"e{number}"), nowMs);
                break;
            default:
                log.Add(EventBytes.View(person, item, nowMs, $"e{number}"), nowMs);
                break;
        }
    }
}
