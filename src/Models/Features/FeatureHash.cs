using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Models.Features;

/// <summary>Identifies a feature layout: a model is only served with the layout that it was trained for.</summary>
public static class FeatureHash
{
    private const int Digits = 16;

    /// <summary>The first 16 hex digits of the SHA-256 of the layout's one line.</summary>
    public static string Of(FeatureLayout layout) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout.ToString())))[..Digits];
}
