using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Privacy;

/// <summary>
/// What somebody has agreed to who said nothing, and the salt of the hashes by which those who did are remembered. It stands in the
/// clicks log, so that every fold of the log decides alike.
/// </summary>
/// <param name="Unknown">A choice for every purpose: granted or denied.</param>
/// <param name="Salt">Seed of the hashes of users; of no use but to tell users apart.</param>
public sealed record ConsentPolicy(Consent Unknown, ulong Salt)
{
    /// <summary>Largest policy, bytes.</summary>
    public const int BytesMax = 4_096;

    private const int SaltDigits = 16;

    /// <summary>Names the choices: 16 hexadecimal digits; equal choices have equal names, whatever the salt.</summary>
    public string Version => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"1|{Unknown.Bits}")).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>What a person has agreed to: what they said, else what holds for those who said nothing.</summary>
    public Consent Resolve(Consent said) => said.Over(Unknown);

    /// <summary>Whether a purpose is allowed.</summary>
    public bool Allows(Consent said, ConsentPurpose purpose) => Resolve(said).Of(purpose) == ConsentChoice.Granted;

    /// <summary>The policy as JSON; equal policies give equal bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        unknown = new
        {
            personalise = ConsentNames.NameOf(Unknown.Of(ConsentPurpose.Personalise)),
            train = ConsentNames.NameOf(Unknown.Of(ConsentPurpose.Train)),
            analyse = ConsentNames.NameOf(Unknown.Of(ConsentPurpose.Analyse)),
        },
        salt = Salt.ToString("x16", CultureInfo.InvariantCulture),
    });

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It is no policy; the message says why.</exception>
    public static ConsentPolicy Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > BytesMax)
        {
            throw new FormatException($"A consent policy has {bytes.Length} bytes; at most {BytesMax} are read.");
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            var unknown = json.RootElement.GetProperty("unknown");
            var consent = Consent.None;
            foreach (var purpose in Enum.GetValues<ConsentPurpose>())
            {
                consent = consent.With(purpose, ChoiceOf(unknown.GetProperty(ConsentNames.NameOf(purpose)).GetString()));
            }

            var salt = json.RootElement.GetProperty("salt").GetString() ?? "";
            return salt.Length == SaltDigits && ulong.TryParse(salt, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seed)
                ? new ConsentPolicy(consent, seed)
                : throw new FormatException($"salt is '{salt}'; it must be {SaltDigits} hexadecimal digits.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is no consent policy: {e.Message}", e);
        }
    }

    private static ConsentChoice ChoiceOf(string? word) => ConsentNames.ChoiceOf(word ?? "") is { } choice and not ConsentChoice.Unknown
        ? choice : throw new FormatException($"A choice is '{word}'; it must be granted or denied.");
}
