using StreamReco.Models.Events;

namespace StreamReco.Models.Privacy;

/// <summary>The words for purposes and choices in JSON and on the command line.</summary>
public static class ConsentNames
{
    /// <summary>The word of a purpose.</summary>
    public static string NameOf(ConsentPurpose purpose) => purpose switch
    {
        ConsentPurpose.Personalise => "personalise",
        ConsentPurpose.Train => "train",
        _ => "analyse",
    };

    /// <summary>The word of a choice.</summary>
    public static string NameOf(ConsentChoice choice) => choice switch
    {
        ConsentChoice.Granted => "granted",
        ConsentChoice.Denied => "denied",
        _ => "unknown",
    };

    /// <summary>The choice of a word; null for a word that is none.</summary>
    public static ConsentChoice? ChoiceOf(string word) => word switch
    {
        "granted" => ConsentChoice.Granted,
        "denied" => ConsentChoice.Denied,
        "unknown" => ConsentChoice.Unknown,
        _ => null,
    };
}
