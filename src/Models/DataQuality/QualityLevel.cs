namespace StreamReco.Models.DataQuality;

/// <summary>How good a window is, or how a rule stands for a source. The numbers stand in state.</summary>
public enum QualityLevel : byte
{
    Ok = 0,
    Warn = 1,
    Fail = 2,

    /// <summary>Too few records to judge by.</summary>
    Unknown = 3,
}
