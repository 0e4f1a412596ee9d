using System.Buffers;
using StreamReco.Models.Binary;

namespace StreamReco.Models.Encoder;

/// <summary>
/// An encoder as a file, version 1 (golden file in the tests): a magic number, the version, what shapes the model (form,
/// N, D, L, heads, inner factor, time gaps, free query, τ), then N×D item vectors and the network's parameters, each with its
/// length in front; in the primitives of <see cref="StateWriter"/>.
/// </summary>
public static class EncoderModelFile
{
    public const int Version = 1;

    private const ulong Magic = 0x4c444d43455253; // SRECMDL
    private const int ValuesMax = 1 << 30;

    /// <summary>Writes the file's bytes.</summary>
    public static void Write(EncoderModel model, IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        var settings = model.Settings;
        writer.Fixed64(Magic);
        writer.Unsigned(Version);
        writer.Unsigned((ulong)settings.Form);
        writer.Unsigned((ulong)model.Items);
        writer.Unsigned((ulong)settings.Dimensions);
        writer.Unsigned((ulong)settings.RecentItems);
        writer.Unsigned((ulong)settings.Heads);
        writer.Unsigned((ulong)settings.InnerFactor);
        writer.Byte(settings.TimeGaps ? (byte)1 : (byte)0);
        writer.Byte(settings.FreeQuery ? (byte)1 : (byte)0);
        writer.Float(settings.Temperature);
        writer.Unsigned((ulong)model.ItemVectors.Length);
        writer.Floats(model.ItemVectors);
        writer.Unsigned((ulong)model.Parameters.Length);
        writer.Floats(model.Parameters);
    }

    /// <summary>The encoder.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or damaged.</exception>
    public static EncoderModel Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        if (reader.Fixed64() != Magic)
        {
            throw new InvalidDataException("The file is no encoder.");
        }

        var version = reader.Unsigned();
        if (version != Version)
        {
            throw new InvalidDataException($"The encoder has version {version}; this program reads {Version}.");
        }

        var form = (EncoderForm)reader.Count((int)EncoderForm.Average);
        var items = reader.Count(ValuesMax);
        var settings = new EncoderSettings
        {
            Form = form,
            Dimensions = reader.Count(512),
            RecentItems = reader.Count(200),
            Heads = reader.Count(512),
            InnerFactor = reader.Count(64),
            TimeGaps = reader.Byte() == 1,
            FreeQuery = reader.Byte() == 1,
            Temperature = reader.Float(),
        };
        try
        {
            settings.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"The encoder is damaged: {e.Message}", e);
        }

        return Checked(new EncoderModel(settings, items, Values(ref reader), Values(ref reader)));
    }

    private static float[] Values(ref StateReader reader)
    {
        var values = new float[reader.Count(ValuesMax)];
        reader.Floats(values);
        return values;
    }

    private static EncoderModel Checked(EncoderModel model) =>
        (long)model.Items * model.Dimensions == model.ItemVectors.Length
        && model.Layout.Length == model.Parameters.Length
            ? model
            : throw new InvalidDataException(
                $"The encoder is damaged: {model.Items} items of {model.Dimensions} dimensions and "
                + $"{model.Layout.Length} parameters do not fit {model.ItemVectors.Length} and "
                + $"{model.Parameters.Length} values.");
}
