using System.Text;
using StreamReco.Models.Bots;
using StreamReco.Models.Events;
using StreamReco.Models.Identity;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;

namespace StreamReco.TestKit.Measures;

/// <summary>The policies that a log may begin with, all of them: quality rules, bots, consent and identities.</summary>
internal static class Governance
{
    private const ulong Salt = 42;

    /// <summary>One rule of each kind that looks at every click: of a field, of an id, of time.</summary>
    private const string Rules =
        """
        {"rules":[
         {"name":"items-there","check":"complete","field":"items.item_id","warn":0.98},
         {"name":"price-sane","check":"range","field":"items.price","min":0.01,"max":20000,"action":"flag"},
         {"name":"ids-new","check":"unique","warn":0.995},
         {"name":"fresh","check":"timely","maxMs":60000,"warn":0.95},
         {"name":"readable","check":"valid","warn":0.99}],
         "window":"15m","minCount":200}
        """;

    /// <summary>The micro-batch that puts them in force.</summary>
    /// <param name="atMs">When, Unix milliseconds.</param>
    public static RecordBatch Policies(long atMs)
    {
        var log = new PartitionLog()
            .AddQualityRules(Rules, atMs)
            .AddBotPolicy(new BotPolicy().ToBytes(), atMs)
            .AddConsentPolicy(new ConsentPolicy(Consent.All(ConsentChoice.Granted), Salt).ToBytes(), atMs)
            .AddIdentityPolicy(new IdentityPolicy().ToBytes(), atMs);
        return log.Slice(0, log.NextOffset);
    }
}
