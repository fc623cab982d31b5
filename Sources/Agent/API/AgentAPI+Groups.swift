import Client
import ClientCore
import HTTPTypes
import Hummingbird

extension AgentAPI {
    func addGroups(to api: RouterGroup<Context>) {
        api.get("groups") { [runtime] _, _ in
            var bodies: [ConversationBody] = []
            for summary in await runtime.groups {
                bodies.append(try await Self.body(summary, runtime))
            }
            return try JSONResponse.make(ConversationsBody(conversations: bodies))
        }
        api.post("groups") { [runtime] request, _ in
            let body = try await JSONResponse.decode(GroupRequest.self, request)
            let summary = try await runtime.createGroup(
                name: body.name, contacts: body.contacts)
            return try JSONResponse.make(
                try await Self.body(summary, runtime), status: .created)
        }
        api.put("groups/:id") { [runtime] request, context in
            let body = try await JSONResponse.decode(NameRequest.self, request)
            try await runtime.renameGroup(try Self.id(context), to: body.name)
            return Response(status: .accepted)
        }
        // Leaving; the thread stays.
        api.delete("groups/:id") { [runtime] _, context in
            try await runtime.leaveGroup(try Self.id(context))
            return Response(status: .accepted)
        }
        api.post("groups/:id/link") { [runtime] _, context in
            let invitation = try await runtime.groupLink(try Self.id(context))
            return try JSONResponse.make(InviteBody(invitation, name: ""), status: .created)
        }
        addMembers(to: api)
    }

    private func addMembers(to api: RouterGroup<Context>) {
        api.get("groups/:id/members") { [runtime] _, context in
            let members = try await runtime.groupMembers(try Self.id(context))
            return try JSONResponse.make(MembersBody(members: members.map(MemberBody.init)))
        }
        api.post("groups/:id/members") { [runtime] request, context in
            let body = try await JSONResponse.decode(AddMembersRequest.self, request)
            try await runtime.addToGroup(try Self.id(context), contacts: body.contacts)
            return Response(status: .accepted)
        }
        api.put("groups/:id/members/:member") { [runtime] request, context in
            let body = try await JSONResponse.decode(RoleRequest.self, request)
            guard body.role == GroupMemberSummary.Role.administrator.rawValue else {
                throw APIError(.badRequest, .badRequest, "'role' must be 'administrator'")
            }
            try await runtime.promote(
                try Self.id(context), member: try context.parameters.require("member"))
            return Response(status: .accepted)
        }
        api.delete("groups/:id/members/:member") { [runtime] _, context in
            try await runtime.removeFromGroup(
                try Self.id(context), member: try context.parameters.require("member"))
            return Response(status: .accepted)
        }
    }
}
