namespace StreamReco.Models.Search.Rules;

/// <summary>A rules file that cannot be used; the message names the file, the rule, the field and its value.</summary>
public sealed class SearchRulesException(string file, string problem, Exception? inner = null)
    : Exception($"rules file '{file}': {problem}", inner);
