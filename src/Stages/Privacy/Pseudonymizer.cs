using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Stages.Privacy;

/// <summary>
/// Replaces user ids by a keyed hash: the first 192 bits of HMAC-SHA-256 over the id's UTF-8 bytes, base64url, 32
/// characters. The same key gives the same pseudonym everywhere; without the key nobody can test a guess. Thread-safe.
/// </summary>
public sealed class Pseudonymizer
{
    /// <summary>Characters of a pseudonym.</summary>
    public const int Chars = 32;

    /// <summary>Bytes that a key needs: as strong as the hash.</summary>
    public const int KeyBytesMin = 32;

    private const string VariablePrefix = "env:";
    private const int PseudonymBytes = 24;
    private const int StackBytesMax = 1_024;

    private readonly byte[] _key;

    public Pseudonymizer(ReadOnlySpan<byte> key)
    {
        if (key.Length < KeyBytesMin)
        {
            throw new ArgumentException($"The key has {key.Length} bytes; it needs {KeyBytesMin}.", nameof(key));
        }

        _key = key.ToArray();
        KeyId = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "streamreco key id"u8).AsSpan(0, 8));
    }

    /// <summary>Tells keys apart and says nothing of them: 16 hexadecimal digits.</summary>
    public string KeyId { get; }

    /// <summary>By the options' key; null where pseudonyms are off.</summary>
    /// <exception cref="PseudonymKeyException">The key cannot be read or is too short.</exception>
    public static Pseudonymizer? Open(PrivacyOptions options) =>
        options.PseudonymKeyFile.Length == 0 ? null
            : new Pseudonymizer(ReadKey("Privacy:PseudonymKeyFile", options.PseudonymKeyFile));

    /// <summary>
    /// Makes the hashes by which erased users are remembered, with a key derived from the options'; null where there is
    /// none. The hash of an erased user and its pseudonym have nothing in common.
    /// </summary>
    /// <exception cref="PseudonymKeyException">The key cannot be read or is too short.</exception>
    public static Pseudonymizer? OpenForErasures(PrivacyOptions options)
    {
        var (setting, source) = options.ErasureKeyFile.Length > 0
            ? ("Privacy:ErasureKeyFile", options.ErasureKeyFile)
            : ("Privacy:PseudonymKeyFile", options.PseudonymKeyFile);
        return source.Length == 0 ? null
            : new Pseudonymizer(HMACSHA256.HashData(ReadKey(setting, source), "streamreco erasures"u8));
    }

    /// <summary>The pseudonym of an id.</summary>
    /// <param name="id">The id in clear.</param>
    /// <param name="pseudonym">Takes <see cref="Chars"/> characters.</param>
    public void Write(ReadOnlySpan<char> id, Span<char> pseudonym)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> utf8 = bytesMax <= StackBytesMax ? stackalloc byte[bytesMax] : new byte[bytesMax];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, utf8[..Encoding.UTF8.GetBytes(id, utf8)], hash);
        Base64Url.EncodeToChars(hash[..PseudonymBytes], pseudonym);
    }

    /// <inheritdoc cref="Write"/>
    public string Of(ReadOnlySpan<char> id)
    {
        Span<char> pseudonym = stackalloc char[Chars];
        Write(id, pseudonym);
        return pseudonym.ToString();
    }

    /// <summary>The key that a setting names.</summary>
    /// <exception cref="PseudonymKeyException">It cannot be read or is too short.</exception>
    internal static byte[] ReadKey(string setting, string source)
    {
        var key = Read(setting, source).AsSpan().Trim(" \t\r\n"u8);
        return key.Length >= KeyBytesMin ? key.ToArray() : throw new PseudonymKeyException(
            $"{setting} '{source}' holds {key.Length} bytes; a key needs {KeyBytesMin} or more.");
    }

    private static byte[] Read(string setting, string source)
    {
        if (source.StartsWith(VariablePrefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(source[VariablePrefix.Length..]) ?? "");
        }

        try
        {
            return File.ReadAllBytes(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PseudonymKeyException($"{setting} '{source}' cannot be read: {e.Message}", e);
        }
    }
}
