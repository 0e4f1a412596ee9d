using System.Text;
using System.Text.Json;

namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>The JSON of every rule, made once: the contract of <c>docs/schemas/recommendation.schema.json</c>.</summary>
internal static class RuleWords
{
    /// <summary>By rule: what an item of an answer says of it.</summary>
    public static byte[][] OfItems(RerankRules rules) =>
        [.. All(rules).Select(rule => Bytes($"{{\"rule\":{Text(rule.Name)},\"effect\":\"{NameOf(OfItem(rule.Kind))}\"}}"))];

    /// <summary>By rule: the label of an item that it pinned; empty where it pins none.</summary>
    public static byte[][] Labels(RerankRules rules) =>
        [.. All(rules).Select(rule => Bytes(rule.Kind == RuleKind.Pin ? $",\"label\":{Text(rule.Label)}" : ""))];

    /// <summary>By rule and effect: what an answer says of it, up to the number of items.</summary>
    public static byte[][] OfAnswers(RerankRules rules) =>
    [
        .. All(rules).SelectMany(rule => Enumerable.Range(0, RuleTrace.Effects).Select(effect =>
            Bytes($"{{\"rule\":{Text(rule.Name)},\"effect\":\"{NameOf((RuleEffect)effect)}\",\"items\":"))),
    ];

    /// <summary>The wire name.</summary>
    public static string NameOf(RuleEffect effect) => effect switch
    {
        RuleEffect.LeftOut => "left_out",
        RuleEffect.Raised => "raised",
        RuleEffect.Buried => "buried",
        RuleEffect.Pinned => "pinned",
        RuleEffect.Capped => "capped",
        RuleEffect.Unfilled => "unfilled",
        RuleEffect.Broken => "broken",
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an effect."),
    };

    /// <summary>What it means that an item carries a rule of this kind.</summary>
    private static RuleEffect OfItem(RuleKind kind) => kind switch
    {
        RuleKind.Boost or RuleKind.Diversity => RuleEffect.Raised,
        RuleKind.Bury => RuleEffect.Buried,
        RuleKind.Pin => RuleEffect.Pinned,
        RuleKind.Seen or RuleKind.Bought => RuleEffect.Broken,
        _ => RuleEffect.LeftOut,
    };

    private static IEnumerable<RerankRule> All(RerankRules rules) => Enumerable.Range(0, rules.Count).Select(i => rules[i]);

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
