namespace StreamReco.Stages.Privacy;

/// <summary>What the pipeline may know of people.</summary>
public sealed class PrivacyOptions
{
    /// <summary>
    /// A file with a key, or <c>env:NAME</c> for a variable that holds it: user ids become pseudonyms when they are
    /// decoded. Empty: ids stay as they are.
    /// </summary>
    public string PseudonymKeyFile { get; set; } = "";

    /// <summary>
    /// In the same form, the key of the hashes by which erasures are remembered. Empty: the key of the pseudonyms; where
    /// there is none either, nobody can be erased.
    /// </summary>
    public string ErasureKeyFile { get; set; } = "";

    /// <summary>
    /// What is kept of the text of queries: <c>Keep</c>, <c>Hash</c> (by the key of the pseudonyms, else that of erasures) or
    /// <c>Drop</c>.
    /// </summary>
    public QueryTextRule QueryText { get; set; } = QueryTextRule.Keep;
}
