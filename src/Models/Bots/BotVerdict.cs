namespace StreamReco.Models.Bots;

/// <summary>What a user is taken for by how they click. The numbers are stored in state and never reused.</summary>
public enum BotVerdict : byte
{
    Human = 0,

    /// <summary>Between the two: noted, and treated as a person.</summary>
    Watch = 1,

    /// <summary>A program: clicks go to the quarantine.</summary>
    Bot = 2,
}

/// <summary>What an operator decided of a user; it stands above the score. The numbers are stored in state and never reused.</summary>
public enum BotDecision : byte
{
    None = 0,

    /// <summary>A person, whatever the score says: no longer judged.</summary>
    Released = 1,

    /// <summary>A program, whatever the score says.</summary>
    Condemned = 2,
}
