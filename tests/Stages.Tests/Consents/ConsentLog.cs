using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Tests.Shards;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Consents;

/// <summary>Logs in which users say what they agree to.</summary>
internal static class ConsentLog
{
    public const long StartMs = 1_768_478_400_000;

    /// <summary>Granted for everybody who says nothing.</summary>
    public static readonly byte[] Open = Policy(Consent.All(ConsentChoice.Granted));

    /// <summary>Denied for everybody who says nothing.</summary>
    public static readonly byte[] Shut = Policy(Consent.All(ConsentChoice.Denied));

    public static byte[] Policy(Consent unknown, ulong salt = 42) => new ConsentPolicy(unknown, salt).ToBytes();

    /// <summary>An event with a statement.</summary>
    public static byte[] Says(byte[] click, string consent) => Encoding.UTF8.GetBytes(
        $"{Encoding.UTF8.GetString(click).TrimEnd()[..^1]},\"consent\":{consent}}}");

    /// <summary>A statement alone: an event that is passed over.</summary>
    public static byte[] Statement(string user, string consent, long ms) => Encoding.UTF8.GetBytes(
        $$"""{"event_id":"s-{{user}}-{{ms}}","event_type":"page_view","user_id":"{{user}}","timestamp":{{ms}},"consent":{{consent}}}""");

    /// <summary>A random log of six users; what each agrees to at its end by their own word.</summary>
    public static (PartitionLog Log, IReadOnlyDictionary<string, Consent> Said) Random(int seed)
    {
        var random = new Random(seed);
        var (log, said, nowMs) = (new PartitionLog(), new Dictionary<string, Consent>(StringComparer.Ordinal), StartMs);
        var records = random.Next(10, 120);
        for (var i = 0; i < records; i++)
        {
            nowMs += random.Next(1, 900);
            var (user, item) = ($"person-{random.Next(6)}-of-log", $"i{random.Next(12)}");
            var draw = random.Next(100);
            if (draw < 5 || (i == 0 && seed % 4 > 0))
            {
                log.AddConsentPolicy(draw == 4 ? [(byte)'{'] : Policy(RandomUnknown(random), (ulong)random.Next(3)), nowMs);
            }
            else if (draw < 20)
            {
                var consent = RandomStatement(random);
                log.Add(draw % 2 == 0 ? Statement(user, Json(consent), nowMs) : Says(EventBytes.View(user, item, nowMs, $"e{i}"), Json(consent)), nowMs);
                Note(log, said, user, consent);
            }
            else
            {
                AddOther(log, random, draw, user, item, i, nowMs);
            }
        }

        return (log, said);
    }

    /// <summary>Micro-batches and incidents.</summary>
    public static Step[] Steps(int seed)
    {
        var random = new Random(seed);
        var incidents = Enum.GetValues<Incident>();
        return [.. Enumerable.Range(0, random.Next(16)).Select(_ => new Step(random.Next(1, 12), incidents[random.Next(incidents.Length)]))];
    }

    private static void AddOther(PartitionLog log, Random random, int draw, string user, string item, int number, long nowMs)
    {
        switch (draw)
        {
            case < 30:
                log.Add(EventBytes.AddToCart(user, item, nowMs, $"e{number}", category: "c1"), nowMs);
                break;
            case < 36:
                log.Add(Encoding.UTF8.GetBytes(
                    $$"""{"event_id":"q{{number}}","event_type":"search","user_id":"{{user}}","query":"lamp {{item}}","timestamp":{{nowMs}}}"""), nowMs);
                break;
            case < 40:
                log.Add(EventBytes.View(user, item, nowMs - 120_000, $"e{number}"), nowMs); // late
                break;
            case < 43:
                log.Add(EventBytes.View(user, item, nowMs + 86_400_000, $"e{number}"), nowMs); // of tomorrow
                break;
            case < 46:
                log.AddErasure(user, nowMs);
                break;
            case < 50 when log.Records.Count > 0 && log.Records[random.Next(log.Records.Count)].Value! is var again && again.AsSpan().IndexOf("consent"u8) < 0:
                log.Add(again, nowMs);
                break;
            case < 53:
                log.AddTick(nowMs).Skip(1);
                break;
            case < 56:
                var (id, definition) = ExperimentSamples.Of(random.Next(14));
                log.AddExperiment(id, definition, nowMs);
                break;
            default:
                log.Add(EventBytes.View(user, item, nowMs, $"e{number}"), nowMs);
                break;
        }
    }

    /// <summary>Statements before the first policy say nothing to the fold.</summary>
    private static void Note(PartitionLog log, Dictionary<string, Consent> said, string user, Consent consent)
    {
        if (log.Records.Any(record => record.Kind == Records.LogRecordKind.Consent && record.Value!.Length > 1))
        {
            said[user] = consent.Over(said.GetValueOrDefault(user));
        }
    }

    private static Consent RandomUnknown(Random random)
    {
        var consent = Consent.All(ConsentChoice.Granted);
        foreach (var purpose in Enum.GetValues<ConsentPurpose>())
        {
            consent = random.Next(3) == 0 ? consent.With(purpose, ConsentChoice.Denied) : consent;
        }

        return consent;
    }

    private static Consent RandomStatement(Random random)
    {
        var consent = Consent.None;
        while (consent.IsEmpty)
        {
            foreach (var purpose in Enum.GetValues<ConsentPurpose>())
            {
                consent = consent.With(purpose, (ConsentChoice)random.Next(3));
            }
        }

        return consent;
    }

    private static string Json(Consent consent) => $"{{{string.Join(',', Enum.GetValues<ConsentPurpose>()
        .Where(purpose => consent.Of(purpose) != ConsentChoice.Unknown)
        .Select(purpose => $"\"{ConsentNames.NameOf(purpose)}\":\"{ConsentNames.NameOf(consent.Of(purpose))}\""))}}}";
}
