using System.Text.Json;
using StreamReco.Models.Users;

namespace StreamReco.StreamHost.Users;

/// <summary>How an id hangs together with others, as JSON.</summary>
internal static class IdentityJson
{
    /// <summary>The link of an id whose partition was told and has made no link yet, or refused it.</summary>
    public const string Asked = "asked";

    /// <summary>Writes it as the field <c>identity</c> of an open object.</summary>
    public static void Write(UserIdentity identity, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("identity");
        writer.WriteString("points_to", identity.PointsTo);
        writer.WriteBoolean("shared", identity.IsShared);
        writer.WriteBoolean("unlinked", identity.IsUnlinked);
        writer.WriteStartArray("users");
        foreach (var user in identity.Users)
        {
            writer.WriteStringValue(user);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("ids");
        foreach (var id in identity.Ids)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id.Id);
            writer.WriteString("link", NameOf(id.State));
            writer.WriteBoolean("theirs", id.IsTheirs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string NameOf(LinkState state) => state switch
    {
        LinkState.Asked => Asked,
        LinkState.Current => "current",
        LinkState.Moved => "moved",
        _ => "unlinked",
    };
}
