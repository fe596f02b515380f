%% Erlang's gen_tcp, passive: `sockets plain`, or `sockets show` with the option show_econnreset.
-module(sockets).
-export([main/1]).

main([Mode]) ->
    Options = case Mode of show -> [{show_econnreset, true}]; plain -> [] end,
    loop(undefined, [binary, {active, false} | Options]).

loop(Socket, Options) ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            case string:split(string:trim(Line), " ") of
                ["open", Rest] ->
                    [Link, Where] = string:split(Rest, " "),
                    Opened = case Link of
                        "unix" -> gen_tcp:connect({local, Where}, 0, Options);
                        "tcp" -> gen_tcp:connect({127, 0, 0, 1}, list_to_integer(Where), Options)
                    end,
                    case Opened of
                        {ok, New} -> answer("done", ""), loop(New, Options);
                        Error -> failure(Error)
                    end;
                ["read", _] ->
                    case gen_tcp:recv(Socket, 0) of
                        {ok, Data} -> answer(integer_to_list(byte_size(Data)), "");
                        Error -> failure(Error)
                    end;
                ["write", Data] -> done(gen_tcp:send(Socket, Data), "done");
                ["shutdown"] -> done(gen_tcp:shutdown(Socket, write), "0");
                ["close"] -> done(gen_tcp:close(Socket), "0")
            end,
            loop(Socket, Options)
    end.

done(ok, Outcome) -> answer(Outcome, "");
done(Error, _) -> failure(Error).

%% `closed` is what Erlang says of an end and of most errors alike.
failure({error, closed}) -> answer("closed", "{error,closed}");
failure({error, Reason}) -> answer(string:uppercase(atom_to_list(Reason)), io_lib:format("{error,~p}: ~s", [Reason, inet:format_error(Reason)])).

answer(Outcome, Words) -> io:format("~s\t~s~n", [Outcome, Words]).
