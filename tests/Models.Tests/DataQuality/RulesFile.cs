using System.Text;
using StreamReco.Models.DataQuality;

namespace StreamReco.Models.Tests.DataQuality;

/// <summary>Rules files for tests.</summary>
internal static class RulesFile
{
    /// <summary>A rule of each kind.</summary>
    public const string OfAllKinds = """
        {"rules":[
         {"name":"price-there","check":"complete","field":"items.price","of":["purchase","add_to_cart"],"warn":0.98,"fail":0.90},
         {"name":"price-sane","check":"range","field":"items.price","min":0.01,"max":20000,"action":"reject"},
         {"name":"id-form","check":"pattern","field":"items.item_id","pattern":"i[0-9]+","action":"flag"},
         {"name":"country-known","check":"oneOf","field":"country","values":["DE","FR"],"warn":0.9},
         {"name":"ids-new","check":"unique","warn":0.995},
         {"name":"fresh","check":"timely","maxMs":60000,"warn":0.95},
         {"name":"readable","check":"valid","warn":0.99,"fail":0.9},
         {"name":"hour-shift","check":"clock","warn":0.99},
         {"name":"category-known","check":"newValues","field":"items.category","reference":{"values":["c0","c1","c2"]},"warn":0.95},
         {"name":"users","check":"cardinality","field":"user_id","min":20,"max":2000},
         {"name":"price-spread","check":"psi","field":"items.price","reference":{"edges":[10,20,30],"counts":[25,25,25,25]}},
         {"name":"type-spread","check":"ks","field":"event_type","reference":{"values":["view_item"],"counts":[9,1]},"warn":0.2,"fail":0.4},
         {"name":"silence","check":"silent"},
         {"name":"catalog","check":"consistent","warn":0.97},
         {"name":"usual","check":"traffic","deviations":5,"factor":1.5}],
         "window":"15m","minCount":50,"raiseAfter":2,"clearAfter":4}
        """;

    public static QualityRules Read(string json) => QualityRules.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>A file of one rule.</summary>
    /// <param name="rule">What follows its name.</param>
    public static QualityRules Of(string rule) =>
        Read($$"""{"rules":[{"name":"r",{{rule}}}],"window":"15m","minCount":10,"raiseAfter":2,"clearAfter":2}""");
}
