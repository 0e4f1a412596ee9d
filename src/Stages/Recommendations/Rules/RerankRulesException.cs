namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>A rules file that cannot be used; the message names the file, the rule, the field and its value.</summary>
public sealed class RerankRulesException(string file, string problem, Exception? inner = null)
    : Exception($"Rerank:RulesFile '{file}': {problem}", inner);
