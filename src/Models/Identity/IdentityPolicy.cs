using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace StreamReco.Models.Identity;

/// <summary>
/// Whether events that name two ids of a person link them. It stands in the clicks log, so that every fold of the log links the same
/// ids from the same place on, and history that was folded without it stays as it was.
/// </summary>
/// <param name="IsOn">Whether events link ids; links that an operator makes need no policy.</param>
/// <param name="UsersPerDeviceMax">Users who may sign in at one anonymous id; with one more it is a shared device and stands for itself.</param>
public sealed record IdentityPolicy(bool IsOn = true, int UsersPerDeviceMax = IdentityPolicy.UsersPerDeviceDefault)
{
    /// <summary>A family at one tablet; a kiosk has more.</summary>
    public const int UsersPerDeviceDefault = 3;

    /// <summary>Highest bound of users at one id.</summary>
    public const int UsersPerDeviceLimit = 100;

    /// <summary>Largest policy, bytes.</summary>
    private const int BytesMax = 4_096;

    /// <summary>What holds before the first policy: no event links ids.</summary>
    public static IdentityPolicy Off { get; } = new(IsOn: false);

    /// <summary>Names the choices: 16 hexadecimal digits; equal choices have equal names.</summary>
    public string Version => XxHash3.HashToUInt64(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1|{IsOn}|{UsersPerDeviceMax}"))).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The policy as JSON; equal policies give equal bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new { on = IsOn, users_per_device_max = UsersPerDeviceMax });

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It is no policy; the message says why.</exception>
    public static IdentityPolicy Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > BytesMax)
        {
            throw new FormatException($"An identity policy has {bytes.Length} bytes; at most {BytesMax} are read.");
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            var max = json.RootElement.GetProperty("users_per_device_max").GetInt32();
            return max is >= 1 and <= UsersPerDeviceLimit
                ? new IdentityPolicy(json.RootElement.GetProperty("on").GetBoolean(), max)
                : throw new FormatException($"users_per_device_max is {max}; it must be from 1 to {UsersPerDeviceLimit}.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is no identity policy: {e.Message}", e);
        }
    }
}
