using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>Writes what the rules did to an answer as a JSON array: rule, effect, number of items.</summary>
internal sealed class RulesJson(RerankRules rules, JsonBytes json)
{
    private readonly byte[][] _words = RuleWords.OfAnswers(rules);

    public void Write(RuleTrace trace)
    {
        var separator = "["u8;
        for (var rule = 0; rule < rules.Count; rule++)
        {
            for (var effect = RuleEffect.LeftOut; effect <= RuleEffect.Broken; effect++)
            {
                if (trace[rule, effect] is var items and > 0)
                {
                    json.Raw(separator);
                    json.Raw(_words[(rule * RuleTrace.Effects) + (int)effect]);
                    json.Number(items);
                    json.Raw("}"u8);
                    separator = ","u8;
                }
            }
        }

        json.Raw("]"u8);
    }
}
