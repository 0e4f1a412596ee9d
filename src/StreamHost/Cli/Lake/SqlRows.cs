using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary>Writes the rows of an answer, lists and structs too.</summary>
internal static class SqlRows
{
    private const int CellCharsMax = 60;

    public static void WriteTable(LakeSqlAnswer answer, TextWriter output)
    {
        var rows = answer.Rows.Select(row => row.Select(value => CellOf(value)).ToArray()).ToList();
        var widths = answer.Columns.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        output.WriteLine(LineOf(answer.Columns, widths));
        foreach (var row in rows)
        {
            output.WriteLine(LineOf(row, widths));
        }
    }

    public static void WriteJson(LakeSqlAnswer answer, TextWriter output)
    {
        foreach (var row in answer.Rows)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Length; i++)
                {
                    json.WritePropertyName(answer.Columns[i]);
                    Write(json, row[i]);
                }

                json.WriteEndObject();
            }

            output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
        }
    }

    private static string LineOf(IReadOnlyList<string> cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();

    private static string CellOf(object? value)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, value);
        }

        var text = value is string plain ? plain : Encoding.UTF8.GetString(bytes.ToArray()).Trim('"');
        text = text.ReplaceLineEndings(" ");
        return value is null ? "" : text.Length > CellCharsMax ? text[..(CellCharsMax - 1)] + "…" : text;
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case DateTime time:
                json.WriteStringValue(DateTime.SpecifyKind(time, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));
                break;
            case Stream stream:
                json.WriteStringValue($"{stream.Length} bytes");
                break;
            case IDictionary fields:
                WriteFields(json, fields);
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var element in list)
                {
                    Write(json, element);
                }

                json.WriteEndArray();
                break;
            case double.NaN or float.NaN or double.PositiveInfinity or double.NegativeInfinity:
                json.WriteNullValue();
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal:
                json.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case System.Numerics.BigInteger big:
                json.WriteRawValue(big.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(value is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteFields(Utf8JsonWriter json, IDictionary fields)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry field in fields)
        {
            json.WritePropertyName(Convert.ToString(field.Key, CultureInfo.InvariantCulture)!);
            Write(json, field.Value);
        }

        json.WriteEndObject();
    }
}
