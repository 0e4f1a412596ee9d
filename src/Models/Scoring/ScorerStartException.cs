namespace StreamReco.Models.Scoring;

/// <summary>
/// A scorer that cannot start as it was asked to; the message names the setting and its current value.
/// </summary>
public sealed class ScorerStartException(string setting, string value, string problem, Exception? inner = null)
    : Exception($"{setting} is '{value}': {problem}", inner);
