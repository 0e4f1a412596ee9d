namespace StreamReco.Stages.Privacy;

/// <summary>What the pipeline may know of people.</summary>
public sealed class PrivacyOptions
{
    /// <summary>
    /// A file with a key, or <c>env:NAME</c> for a variable that holds it: user ids become pseudonyms when they are
    /// decoded. Empty: ids stay as they are.
    /// </summary>
    public string PseudonymKeyFile { get; set; } = "";
}
