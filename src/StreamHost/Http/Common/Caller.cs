using Microsoft.AspNetCore.Http;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Who asks for a change, by their own word: a name for the history, no proof of anything.</summary>
internal static class Caller
{
    /// <summary>The header that carries the name, percent-encoded.</summary>
    public const string Header = "StreamReco-User";

    private const string Unnamed = "api";
    private const int CharsMax = 100;

    /// <summary>The name, without control characters and cut off after 100; <c>api</c> where the header is missing or empty.</summary>
    public static string Of(HttpContext http)
    {
        var text = Uri.UnescapeDataString(http.Request.Headers[Header].ToString());
        var clean = new string([.. text.Where(c => !char.IsControl(c)).Take(CharsMax)]).Trim();
        return clean.Length > 0 ? clean : Unnamed;
    }
}
