using System.Globalization;
using StreamReco.Models.Identity;
using StreamReco.TestKit.Events;
using Xunit.Abstractions;

namespace StreamReco.Stages.Tests.Identities;

/// <summary>
/// How many clicks links give to the wrong person where devices are shared: planted people with phones of their own, tablets of two and
/// of three, and kiosks. Who clicked is in the item's id. The figures stand in docs/IDENTITY.md.
/// </summary>
public sealed class SharedDeviceFigureTests(ITestOutputHelper output)
{
    private const int People = 120;
    private const int Visits = 1_500;
    private const int Partitions = 3;
    private const double SharedVisits = 0.3;
    private const double SignIns = 0.3;

    private enum Device
    {
        Phone,
        TabletOfTwo,
        TabletOfThree,
        Kiosk,
    }

    [Theory]
    [InlineData(1, IdentityPolicy.UsersPerDeviceDefault)]
    [InlineData(2, IdentityPolicy.UsersPerDeviceDefault)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public async Task Only_shared_devices_give_clicks_to_the_wrong_person(int seed, int usersPerDevice)
    {
        using var world = new IdentityWorld(Partitions, set: options =>
        {
            (options.Limits.ResidentUsersMax, options.Limits.UnpackedUsersMax, options.UserState.RecentItemsMax) = (50_000, 1_000, 1_000);
        });
        world.WithPolicy(new IdentityPolicy(IsOn: true, usersPerDevice).ToBytes());
        var made = await VisitAsync(world, new Random(seed));

        var right = new Dictionary<Device, int>();
        var wrong = new Dictionary<Device, int>();
        for (var person = 0; person < People; person++)
        {
            foreach (var item in (await world.HistoryAsync(User(person))).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var (who, device) = (int.Parse(item.Split('-')[1], CultureInfo.InvariantCulture), Enum.Parse<Device>(item.Split('-')[0]));
                var counts = who == person ? right : wrong;
                counts[device] = counts.GetValueOrDefault(device) + 1;
            }
        }

        foreach (var device in Enum.GetValues<Device>())
        {
            var (good, bad, all) = (right.GetValueOrDefault(device), wrong.GetValueOrDefault(device), made[device]);
            output.WriteLine(
                $"{device}: of {all} anonymous clicks {good} are the right user's ({(double)good / all:P1}), {bad} the wrong one's ({(double)bad / all:P1}), "
                + $"{all - good - bad} nobody's");
        }

        wrong.GetValueOrDefault(Device.Phone).ShouldBe(0);
        right[Device.Phone].ShouldBeGreaterThan(made[Device.Phone] / 2);
        wrong.GetValueOrDefault(Device.TabletOfTwo).ShouldBeLessThan(made[Device.TabletOfTwo] / 2);
    }

    /// <summary>Plays the visits, one after the other: some clicks without a name, then perhaps a sign-in.</summary>
    /// <returns>Clicks without a name, by device.</returns>
    private static async Task<Dictionary<Device, int>> VisitAsync(IdentityWorld world, Random random)
    {
        var made = Enum.GetValues<Device>().ToDictionary(device => device, _ => 0);
        for (var (visit, afterMs) = (0, 0L); visit < Visits; visit++)
        {
            var person = random.Next(People);
            var device = random.NextDouble() < SharedVisits ? (Device)random.Next(1, 4) : Device.Phone;
            var id = DeviceOf(person, device);
            for (var clicks = random.Next(1, 6); clicks > 0; clicks--, made[device]++)
            {
                world.Click(id, $"{device}-{person}", afterMs += 10_000);
            }

            if (random.NextDouble() < SignIns)
            {
                world.LogOf(User(person)).Add(
                    EventBytes.Of(
                        "view_home", User(person), [], IdentityWorld.StartMs + (afterMs += 10_000), $"sign-in-{visit}", anonymous: id),
                    IdentityWorld.StartMs + afterMs);
            }

            await world.RunAsync();
            afterMs += 600_000;
        }

        return made;
    }

    private static string User(int person) => $"u{person}";

    /// <summary>Neighbours share tablets, and a dozen a kiosk.</summary>
    private static string DeviceOf(int person, Device device) => device switch
    {
        Device.Phone => $"phone{person}",
        Device.TabletOfTwo => $"two{person / 2}",
        Device.TabletOfThree => $"three{person / 3}",
        _ => $"kiosk{person / 12}",
    };
}
